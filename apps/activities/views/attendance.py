"""Checking in and out, the code on the leader's screen, and the roll."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.activities.attendance import KIND, call_roll, check_in, check_out
from apps.activities.attendance_forms import CodeForm, MarkForm
from apps.activities.models import Presence, Shift, Signup
from apps.activities.window import latest_of, window_of
from apps.booking import codes
from apps.core import days, keyset
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.desk import organization_desk

AT_ONCE = 50
LATEST = 30
