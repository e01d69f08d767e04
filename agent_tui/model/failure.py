"""Tells why a request failed, from its status and the answer's text: an exception's class alone says too little."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from agent_tui.core.errors import FailureKind, ModelFailed

_CONTEXT = re.compile(
    r"prompt is too long|maximum context length|context[ _]length[ _]exceeded|context window|"
    r"input length and `?max_tokens`? exceed|too many (input )?tokens|exceeds the (model's )?maximum|"
    r"input token count .* exceeds|input is too long|maximum prompt length|context size|the context length|"
    r"reduce the length of the (messages|input|prompt)|(token count|prompt) .*exceeds the limit of \d|"
    r"model token limit",
    re.IGNORECASE,
)
_OVERLOADED = re.compile(r"overloaded|capacity|temporarily unavailable|service unavailable", re.IGNORECASE)
_MISSING_KEY = re.compile(r"api[_ ]key|credentials|x-api-key|authenticat|unauthori[sz]ed", re.IGNORECASE)
_CONNECTION = re.compile(
    r"connection (error|refused|reset|aborted)|cannot connect|connect call failed|name or service not known|"
    r"nodename nor servname|server disconnected|all connection attempts failed|network is unreachable",
    re.IGNORECASE,
)
_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|billing|credit balance", re.IGNORECASE)
_NO_PROVIDER = re.compile(r"LLM Provider NOT provided", re.IGNORECASE)
_NOISE = re.compile(r"^(litellm\.)?(\w+(Error|Exception)|\w+Exception - )[:\s-]*", re.IGNORECASE)
_SOCKET = re.compile(r" ssl:(<[^>]*>|\w+)| \[Connect call failed [^]]*\]")
_MESSAGE = re.compile(r"""["']message["']\s*:\s*(?P<quote>["'])(?P<text>.*?)(?P=quote)\s*[,}]""", re.DOTALL)
_LONGEST = 300


def failure(
    model: str, status: int, text: str, headers: Mapping[str, str] | None = None, *, now: float = 0.0
) -> ModelFailed:
    """The failure behind a provider's `status` (0 where there was none) and error `text`.

    `headers` are those of the answer; `now`, in seconds since 1970, is for a date in `Retry-After`.
    """
    kind = _kind(status, text)
    provider = model.partition("/")[0]
    if _NO_PROVIDER.search(text):
        words = f"There is no provider for {model}: name a model as provider/name, such as openai/gpt-5, with /model."
        return ModelFailed(FailureKind.NOT_FOUND, words, status=status)
    sentence = _sentence(kind, model, provider, status, said(text))
    return ModelFailed(kind, sentence, status=status, retry_after=_retry_after(headers or {}, now))


def said(text: str) -> str:
    """What the provider itself said, out of what its client library wrapped around it."""
    found = _MESSAGE.search(text)
    words = found.group("text") if found else text
    for _ in range(4):
        words, changed = _NOISE.subn("", words.strip())
        if not changed:
            break
    words = _SOCKET.sub("", " ".join(words.split()))
    if len(words) > _LONGEST:
        return words[: _LONGEST - 1] + "…"
    return words if not words or words[-1] in ".!?…" else f"{words}."


def _kind(status: int, text: str) -> FailureKind:
    if status == 413 or (status in (400, 422, 500) and _CONTEXT.search(text)):
        return FailureKind.CONTEXT
    if status == 529 or (status >= 500 and _OVERLOADED.search(text)) or "overloaded_error" in text:
        return FailureKind.OVERLOADED
    if status == 402 or (status in (400, 403, 429) and _QUOTA.search(text)):
        return FailureKind.REFUSED
    if status == 429:
        return FailureKind.RATE_LIMIT
    if status in (401, 403):
        return FailureKind.AUTH
    if status in (0, 500) and _CONNECTION.search(text):
        return FailureKind.CONNECTION
    if status in (0, 500) and _MISSING_KEY.search(text):
        return FailureKind.AUTH
    if status == 404:
        return FailureKind.NOT_FOUND
    if status in (408, 504) or (status in (0, 500) and "timeout" in text.lower()):
        return FailureKind.TIMEOUT
    if status == 0:
        return FailureKind.CONNECTION
    if status >= 500 or status in (409, 425):
        return FailureKind.SERVER
    return FailureKind.BAD_REQUEST


def _sentence(kind: FailureKind, model: str, provider: str, status: int, words: str) -> str:
    remedy = f"Set {key_variable(provider)}, or choose another model with /model."
    match kind:
        case FailureKind.AUTH:
            if status in (401, 403):
                return f"{provider} refused the key ({status}): {words} {remedy}"
            return f"There is no key for {provider}. {remedy}"
        case FailureKind.NOT_FOUND:
            return f"{provider} does not know the model {model} (404): {words} Choose another with /model."
        case FailureKind.CONTEXT:
            return f"The conversation is too long for {model}: {words} Use /compact, or /clear to begin anew."
        case FailureKind.RATE_LIMIT:
            return f"{provider} limits the rate of requests ({status}): {words}"
        case FailureKind.OVERLOADED:
            return f"{provider} is overloaded ({status}): {words}"
        case FailureKind.CONNECTION:
            return f"No connection to {provider}: {words} Check the network, model.base_url and that the server runs."
        case FailureKind.TIMEOUT:
            return f"{provider} did not answer in time: {words}"
        case FailureKind.SERVER:
            return f"{provider} failed ({status}): {words}"
        case FailureKind.REFUSED:
            return f"{provider} refuses requests of this account ({status}): {words}"
        case _:
            return f"{provider} did not accept the request ({status}): {words}"


def key_variable(provider: str) -> str:
    """The environment variable in which LiteLLM looks for a provider's key."""
    return _KEY_VARIABLES.get(provider, f"{provider.upper().replace('-', '_')}_API_KEY")


_KEY_VARIABLES = {
    "gemini": "GEMINI_API_KEY",
    "vertex_ai": "GOOGLE_APPLICATION_CREDENTIALS",
    "together_ai": "TOGETHERAI_API_KEY",
}


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    lower = {name.lower(): value for name, value in headers.items()}
    if milliseconds := lower.get("retry-after-ms"):
        return _number(milliseconds, 0.001)
    value = lower.get("retry-after")
    if not value:
        return None
    if (seconds := _number(value, 1.0)) is not None:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def _number(text: str, unit: float) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return max(0.0, number * unit) if math.isfinite(number) else None
