from apps.accounts.second_factor import was_shown


def know_what_was_shown(get_response):
    """Whether the person of a session has shown the second factor is known of them throughout the request."""

    def middleware(request):
        if request.user.is_authenticated:
            request.user.lacks_second_factor = not was_shown(request)
        return get_response(request)

    return middleware
