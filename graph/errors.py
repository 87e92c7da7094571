# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The errors that are raised on purpose, each with its HTTP status and its exit code.

The class says when; the message says which file, line or parameter, and what to do next.
"""

from http import HTTPStatus


class GraphError(Exception):
    """What this software refuses or cannot do; the message is for the person who asked.

    Attributes:
        status: the HTTP status of the answer.
        exit_code: the exit code of the command line.
        slug: the last part of the problem type (RFC 9457, section 3.1.1).
        title: the kind of problem in a few words, English.
    """

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    exit_code = 1
    slug = "internal"
    title = "The service failed"


class InputError(GraphError):
    """A file or text cannot be used as it is."""

    status = HTTPStatus.BAD_REQUEST
    exit_code = 2
    slug = "input"
    title = "The input cannot be used"


class PageNumberError(InputError):
    """The address asks for a page of a list that is not a whole number from 1."""

    slug = "page-number"
    title = "Invalid page number"


class UnreadableError(InputError):
    """A file to be checked cannot be opened.

    Attributes:
        exit_code: 3, as for a file whose check could not be finished.
    """

    exit_code = 3


class SyntaxFaultError(InputError):
    """A text is not what it should be, at a place in it.

    Attributes:
        line: line of the fault, counted from 1; None where unknown.
        column: column of the fault, counted from 1; None where unknown.
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryError(SyntaxFaultError):
    """The SPARQL text is not a legal query, or uses what this endpoint refuses."""

    slug = "query-syntax"
    title = "The query is not valid SPARQL"


class UpdateRefusedError(GraphError):
    """A SPARQL Update was sent to the read-only endpoint."""

    status = HTTPStatus.FORBIDDEN
    exit_code = 2
    slug = "update-refused"
    title = "This endpoint is read-only"


class ServiceForbiddenError(GraphError):
    """A query uses another server (SERVICE) that this endpoint does not query."""

    status = HTTPStatus.FORBIDDEN
    exit_code = 2
    slug = "service-forbidden"
    title = "This endpoint does not query that server"


class ServiceFailedError(GraphError):
    """Another server that a query uses (SERVICE) gave no usable answer.

    Attributes:
        endpoint: the IRI of its endpoint.
        cause: the kind of failure, by its name in RFC 9209, section 2.3.
    """

    status = HTTPStatus.BAD_GATEWAY
    slug = "service-failed"
    title = "The other server gave no usable answer"

    def __init__(self, message: str, *, endpoint: str = "", cause: str = "http_protocol_error") -> None:
        super().__init__(message)
        self.endpoint = endpoint
        self.cause = cause


class ServiceTimeoutError(ServiceFailedError):
    """Another server that a query uses (SERVICE) did not answer in time."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    slug = "service-timeout"
    title = "The other server took too long"


class NotAcceptableError(GraphError):
    """The client accepts none of the media types on offer."""

    status = HTTPStatus.NOT_ACCEPTABLE
    exit_code = 2
    slug = "not-acceptable"
    title = "No acceptable format"


class AddressTooLongError(GraphError):
    """A query was sent in an address that is too long."""

    status = HTTPStatus(414)  # Its name changed in Python 3.13.
    exit_code = 2
    slug = "address-too-long"
    title = "The address is too long"


class UnsupportedMediaTypeError(GraphError):
    """The request body is of a media type the SPARQL Protocol does not name."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    exit_code = 2
    slug = "unsupported-media-type"
    title = "The body has an unsupported media type"


class DeadlineError(GraphError):
    """A query took longer than allowed."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    slug = "query-timeout"
    title = "The query took too long"


class MemoryLimitError(GraphError):
    """A query needed more memory than allowed, or broke the process that evaluated it."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    slug = "query-memory"
    title = "The query needs too much memory"


class RetryLaterError(GraphError):
    """The same request may succeed later.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BusyError(RetryLaterError):
    """No query worker was free in time, or the inbox was locked."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    slug = "busy"
    title = "The service is busy"


class RateLimitedError(RetryLaterError):
    """The client has used up what everybody may use for now."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    slug = "rate-limited"
    title = "Too many requests"


class TooManySubmissionsError(RetryLaterError):
    """An organisation, or one of its tokens, has submitted as much as it may for now."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    exit_code = 2
    slug = "too-many-submissions"
    title = "Too many submissions"


class AuthenticationError(GraphError):
    """The link or token is unknown, expired or revoked."""

    status = HTTPStatus.UNAUTHORIZED
    exit_code = 2
    slug = "authentication"
    title = "The link or token is not valid"


class ForbiddenError(GraphError):
    """The account is known, but may not do this."""

    status = HTTPStatus.FORBIDDEN
    exit_code = 2
    slug = "forbidden"
    title = "You may not do this"


class NotFoundError(GraphError):
    """There is nothing of this name, or nothing that may be shown to you."""

    status = HTTPStatus.NOT_FOUND
    exit_code = 2
    slug = "not-found"
    title = "Not found"


class ConflictError(GraphError):
    """The request does not fit the present state of a submission."""

    status = HTTPStatus.CONFLICT
    exit_code = 2
    slug = "conflict"
    title = "The submission has changed in the meantime"


class InboxError(GraphError):
    """The database of the submissions cannot be used."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    exit_code = 6
    slug = "inbox"
    title = "The inbox cannot be used"


class OutOfSpaceError(GraphError):
    """The disk has no space for what the work needs."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    slug = "out-of-space"
    title = "No space left"


class TooLargeError(GraphError):
    """The input is larger than the limit set for it."""

    status = HTTPStatus(413)  # Its name changed in Python 3.13.
    exit_code = 2
    slug = "too-large"
    title = "The input is too large"


class CheckFailedError(GraphError):
    """The data breaks a shape or a check; nothing was published.

    Attributes:
        exit_code: 3, so that a script can tell it from unusable input.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    exit_code = 3
    slug = "check-failed"
    title = "The data does not pass its checks"


class ReleaseError(GraphError):
    """A release cannot be written, or none can be read."""

    exit_code = 4
    slug = "release"
    title = "The release cannot be used"


class ServerError(GraphError):
    """The server cannot start as asked, for example because its port is taken."""

    exit_code = 5
    slug = "server"
    title = "The server cannot start"
