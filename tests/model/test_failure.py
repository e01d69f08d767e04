from __future__ import annotations

import pytest

from agent_tui.core.errors import FailureKind
from agent_tui.model.failure import failure, key_variable, said

K = FailureKind


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (401, "litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key", K.AUTH),
        (403, "PermissionDeniedError: your organisation may not use it", K.AUTH),
        (500, "litellm.AuthenticationError: Missing Anthropic API Key - A call is being made", K.AUTH),
        (0, "The api_key client option must be set either by passing api_key to the client", K.AUTH),
        (404, "litellm.NotFoundError: model: claude-9 not found", K.NOT_FOUND),
        (400, "litellm.BadRequestError: LLM Provider NOT provided. Pass in the LLM provider", K.NOT_FOUND),
        (400, "litellm.BadRequestError: AnthropicException - prompt is too long: 9 tokens > 8 maximum", K.CONTEXT),
        (400, "This model's maximum context length is 8192 tokens", K.CONTEXT),
        (400, "input length and `max_tokens` exceed context limit: 1 + 2 > 2", K.CONTEXT),
        (400, "The input token count (2) exceeds the maximum number of tokens allowed (1)", K.CONTEXT),
        (413, "context_length_exceeded", K.CONTEXT),
        (413, "<html>Request Entity Too Large</html>", K.CONTEXT),
        (400, "BedrockException: Input is too long for requested model.", K.CONTEXT),
        (400, "This model's maximum prompt length is 131072 but the request contains 537812 tokens.", K.CONTEXT),
        (400, "the request exceeds the available context size, try increasing it", K.CONTEXT),
        (400, "tokens to keep from the initial prompt is greater than the context length", K.CONTEXT),
        (400, "Please reduce the length of the messages or completion.", K.CONTEXT),
        (400, "prompt token count of 90000 exceeds the limit of 64000", K.CONTEXT),
        (400, "Your request exceeded model token limit: 262144", K.CONTEXT),
        (400, "Invalid value for tools[0]", K.BAD_REQUEST),
        (422, "unprocessable", K.BAD_REQUEST),
        (429, "litellm.RateLimitError: RateLimitError: OpenAIException - Rate limit reached", K.RATE_LIMIT),
        (429, "You exceeded your current quota, please check your plan and billing details", K.REFUSED),
        (402, "Insufficient balance", K.REFUSED),
        (400, "Your credit balance is too low to access the Anthropic API", K.REFUSED),
        (500, 'litellm.InternalServerError: AnthropicException - {"error":{"type":"overloaded_error"}}', K.OVERLOADED),
        (529, "litellm.APIError: OpenAIException - busy", K.OVERLOADED),
        (503, "The model is overloaded. Please try again later.", K.OVERLOADED),
        (503, "bad gateway page", K.SERVER),
        (502, "Bad Gateway", K.SERVER),
        (500, "boom", K.SERVER),
        (500, "litellm.InternalServerError: OpenAIException - Connection error.", K.CONNECTION),
        (0, "Cannot connect to host 127.0.0.1:1 ssl:default [Connect call failed]", K.CONNECTION),
        (500, "[Errno -2] Name or service not known", K.CONNECTION),
        (408, "litellm.Timeout: Request timed out", K.TIMEOUT),
        (504, "Gateway Time-out", K.TIMEOUT),
    ],
)
def test_kinds_are_told_by_status_and_words(status: int, text: str, kind: FailureKind) -> None:
    told = failure("openai/gpt-5", status, text)
    assert (told.kind, told.status) == (kind, status)
    assert "\n" not in str(told)
    assert str(told)[-1] in ".!?"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "12"}, 12.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"Retry-After": "Thu, 01 Jan 1970 00:01:40 GMT"}, 60.0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:10 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
    ],
)
def test_retry_after_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert failure("openai/x", 429, "slow", headers, now=40.0).retry_after == seconds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("litellm.RateLimitError: RateLimitError: OpenAIException - Slow down", "Slow down."),
        ('AnthropicException - {"type":"error","error":{"type":"x","message":"Bad key!"}}', "Bad key!"),
        ("Error code: 400 - {'error': {'message': 'No, that is wrong', 'code': 1}}", "No, that is wrong."),
        ("two\n  lines", "two lines."),
        ("x" * 400, "x" * 299 + "…"),
        ("", ""),
    ],
)
def test_the_provider_s_own_words_are_found(text: str, words: str) -> None:
    assert said(text) == words


def test_a_name_without_a_provider_teaches_the_form() -> None:
    assert str(failure("gpt", 400, "LLM Provider NOT provided.")) == (
        "There is no provider for gpt: name a model as provider/name, such as openai/gpt-5, with /model."
    )


def test_a_missing_key_names_its_variable() -> None:
    assert str(failure("groq/x", 500, "The api_key client option must be set")) == (
        "There is no key for groq. Set GROQ_API_KEY, or choose another model with /model."
    )
    assert key_variable("together_ai") == "TOGETHERAI_API_KEY"
