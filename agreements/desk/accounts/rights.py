"""Which accounts a person may manage: nobody gives, or takes over, a permission that they lack."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet


def permissions_of(account: User) -> QuerySet[Permission]:
    """The account's permissions, also while it is inactive."""
    return Permission.objects.filter(Q(group__user=account) | Q(user=account))


def may_manage(person: User, account: User) -> bool:
    """Whether the person may change, delete or set the password of the account."""
    if person.is_superuser:
        return True
    own_permissions = permissions_of(person).values("pk")
    return not account.is_superuser and not permissions_of(account).exclude(pk__in=own_permissions).exists()


def groups_to_give(person: User) -> QuerySet[Group]:
    """The groups all of whose permissions the person has."""
    if person.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=permissions_of(person).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)
