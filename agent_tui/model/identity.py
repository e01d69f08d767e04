"""What a worker and a session that joins it must have in common: the code, and all of the environment that counts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from agent_tui import __version__
from agent_tui.model.spawn import ALWAYS

_PREFIXES = (
    *("AIOHTTP_", "ANTHROPIC_", "AWS_", "AZURE_", "CEREBRAS_", "DEEPSEEK_", "DEFAULT_", "DYLD_", "GEMINI_", "GOOGLE_"),
    *("GROQ_", "HOSTED_VLLM_", "HTTPX_", "LD_", "LM_STUDIO_", "LITELLM_", "MALLOC_", "MISTRAL_", "OLLAMA_", "OPENAI_"),
    *("OPENROUTER_", "OPENSSL_", "OR_", "PYTHON", "REQUESTS_", "SSL_", "XAI_"),
)
"""What LiteLLM, its providers, the libraries that it sends requests with, Python and the C library read."""
_NAMES = frozenset(
    (
        *("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "CURL_CA_BUNDLE", "SSLKEYLOGFILE", "NETRC"),
        *("DISABLE_AIOHTTP_TRANSPORT", "DISABLE_AIOHTTP_TRUST_ENV", "REQUEST_TIMEOUT", "HOME", "TMPDIR"),
    )
)
_SECRETS = ("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL")


def shared(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a worker that several sessions use: what bears on requests, and no keys."""
    return {**{name: value for name, value in env.items() if _counts(name)}, **ALWAYS}


def _counts(name: str) -> bool:
    upper = name.upper()
    if upper in _NAMES:
        return True
    return upper.startswith(_PREFIXES) and not any(word in upper for word in _SECRETS)


def identity(env: Mapping[str, str]) -> str:
    """The same for all who may share a worker: code, interpreter, environment, the network and files that they see."""
    parts = [code(), *_namespaces(), *(f"{name}={value}" for name, value in sorted(shared(env).items()))]
    return sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:32]


def code() -> str:
    """Changes with the interpreter, with LiteLLM and whatever else is installed, and with the source of a worker."""
    return "\0".join((__version__, sys.version, sys.executable, *_installed(), *_source()))


def _namespaces() -> Iterator[str]:
    for name in ("mnt", "net", "user"):
        with suppress(OSError):
            yield str(Path("/proc/self/ns", name).readlink())


def _installed() -> Iterator[str]:
    for place in sys.path:
        try:
            found = Path(place, "litellm", "__init__.py").stat()
            # Every change of what is installed changes the directory that it is in.
            around = Path(place).stat()
        except OSError:
            continue
        yield f"{place} {found.st_mtime_ns} {found.st_size} {around.st_mtime_ns}"
        return


def _source() -> Iterator[str]:
    package = Path(__file__).parent.parent
    for name in ("core", "model"):
        with os.scandir(package / name) as files:
            for file in sorted(files, key=lambda each: each.name):
                if file.name.endswith(".py"):
                    status = file.stat()
                    yield f"{file.path} {status.st_mtime_ns} {status.st_size}"
