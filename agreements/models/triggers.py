"""Database triggers: public ids, rules across rows, and the revision."""

import pgtrigger

# A number is never reused, not even after its draft is deleted: the history keeps it. The advisory lock serializes
# concurrent inserts in one municipality.
assign_number = pgtrigger.Trigger(
    name="assign_number",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM pg_advisory_xact_lock(hashtext('agreement number ' || NEW.municipality_id));
        NEW.number := 1 + GREATEST(
            (SELECT COALESCE(MAX(number), 0) FROM agreements_agreement WHERE municipality_id = NEW.municipality_id),
            (SELECT COALESCE(MAX(number), 0) FROM agreements_agreementevent WHERE municipality_id = NEW.municipality_id)
        );
        NEW.public_id := NEW.municipality_id || '-' || NEW.number;
        RETURN NEW;
    """,
)

# A meeting's number identifies it in files, and is never reused either.
assign_meeting_number = pgtrigger.Trigger(
    name="assign_number",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        PERFORM pg_advisory_xact_lock(hashtext('meeting number'));
        NEW.number := 1 + GREATEST(
            (SELECT COALESCE(MAX(number), 0) FROM agreements_dialoguemeeting),
            (SELECT COALESCE(MAX(number), 0) FROM agreements_dialoguemeetingevent)
        );
        RETURN NEW;
    """,
)


# The constraint names of the triggers' errors, which have Swedish messages.
RULES_OF_TRIGGERS: set[str] = set()


def _refusal(name: str, condition: str, message: str, row: str = "NEW", first: str = "") -> str:
    RULES_OF_TRIGGERS.add(name)
    return f"""{first}
        IF {condition} THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{message}';
        END IF;
        RETURN {row};
    """


identity_is_kept = pgtrigger.Trigger(
    name="identity_is_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("municipality_id", "number", "public_id"),
    func=_refusal(
        "agreement_identity_is_kept",
        "(OLD.municipality_id, OLD.number, OLD.public_id) <> (NEW.municipality_id, NEW.number, NEW.public_id)",
        "En överenskommelses kommun och id ändras aldrig. Registrera en ny för rätt kommun.",
    ),
)

replaces_in_its_municipality = pgtrigger.Trigger(
    name="replaces_its_own_kind",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("replaces_id"),
    func=_refusal(
        "agreement_replaces_in_its_municipality",
        """NEW.replaces_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM agreements_agreement earlier
            WHERE earlier.id = NEW.replaces_id AND earlier.municipality_id = NEW.municipality_id
        )""",
        "Ett svar ersätter ett tidigare svar från samma kommun.",
    ),
)

also_replaces_in_its_municipality = pgtrigger.Trigger(
    name="replaces_in_its_municipality",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=_refusal(
        "agreement_also_replaces_in_its_municipality",
        """NEW.from_agreement_id = NEW.to_agreement_id OR NOT EXISTS (
            SELECT 1 FROM agreements_agreement earlier JOIN agreements_agreement later
              ON later.municipality_id = earlier.municipality_id
            WHERE earlier.id = NEW.to_agreement_id AND later.id = NEW.from_agreement_id
        )""",
        "Ett svar ersätter tidigare svar från samma kommun.",
    ),
)

published_is_not_deleted = pgtrigger.Trigger(
    name="published_is_not_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=_refusal(
        "agreement_published_is_not_deleted",
        "OLD.published_at IS NOT NULL",
        "En publicerad överenskommelse tas inte bort. Avpublicera den först.",
        row="OLD",
    ),
)


_DECLINED_HAS_NO_TERMS = "Ett avböjt svar har inga samverkansnivåer eller samverkansområden."

# FOR SHARE waits for an uncommitted change of the status.
declined_is_given_no_terms = pgtrigger.Trigger(
    name="declined_is_given_no_terms",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("answer", "TEXT")],
    func=_refusal(
        "agreement_declined_has_no_terms",
        "answer = 'declined'",
        _DECLINED_HAS_NO_TERMS,
        first="SELECT status INTO answer FROM agreements_agreement WHERE id = NEW.agreement_id FOR SHARE;",
    ),
)

# Deferred to the commit: a transaction may change the status first and remove the levels and areas then.
declined_keeps_no_terms = pgtrigger.Trigger(
    name="declined_keeps_no_terms",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("status"),
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Q(new__status="declined"),
    func=_refusal(
        "agreement_declined_has_no_terms",
        """EXISTS (SELECT 1 FROM agreements_agreement WHERE id = NEW.id AND status = 'declined') AND (
            EXISTS (SELECT 1 FROM agreements_agreement_levels WHERE agreement_id = NEW.id)
            OR EXISTS (SELECT 1 FROM agreements_agreement_areas WHERE agreement_id = NEW.id)
        )""",
        _DECLINED_HAS_NO_TERMS,
    ),
)


class RevisionTrigger(pgtrigger.Trigger):
    """Raises the revision at a change of the row, at most once in a transaction.

    With `published_only`, changes of drafts do not raise it.
    """

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = """
        INSERT INTO agreements_revision (id, number, transaction, changed_at)
        VALUES (1, 1, pg_current_xact_id()::text::bigint, now())
        ON CONFLICT (id) DO UPDATE
        SET number = agreements_revision.number + 1, transaction = EXCLUDED.transaction, changed_at = now()
        WHERE agreements_revision.transaction <> EXCLUDED.transaction;
        RETURN NULL;
    """

    def __init__(self, *, published_only: bool = False) -> None:
        super().__init__(name="raises_revision")
        if published_only:
            self.func = f"""
                IF (TG_OP <> 'INSERT' AND OLD.published_at IS NOT NULL)
                    OR (TG_OP <> 'DELETE' AND NEW.published_at IS NOT NULL) THEN
                    {self.func.replace("RETURN NULL;", "")}
                END IF;
                RETURN NULL;
            """
