"""What the service logs: our own events as one line each; the HTTP client's are silenced, for its URLs hold
the token, and so is the bot library's, which may quote what people wrote."""

import logging
import sys

import structlog


def quiet_logs() -> None:
    """Own events at INFO, everything else from WARNING on, to stderr."""
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=form)
    for name in ("aiohttp", "telegram", "apscheduler", "httpx", "httpcore", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # its errors come with what was being answered
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
