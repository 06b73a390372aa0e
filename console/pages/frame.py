"""What stands around every page: the links of a post, and the sentence about what was just done. Pure."""

from collections.abc import Mapping

from storage.access_words import Account, Post

_ENROL = ("/enrol", "Enrol")
_SCHEDULES, _RULES = ("/schedules", "Schedules"), ("/rules", "Alert rules")
_ASKED = ("/questionnaires", "Questionnaires")
_STAFF = ("/staff", "Staff and site")
_EXPORTS, _HEALTH = ("/exports", "Exports"), ("/health", "Health")
_TODAY, _PATIENTS = ("/today", "Today"), ("/patients", "Patients")
_ACCOUNTS, _TRAIL, _REPORTS = ("/accounts", "Accounts"), ("/trail", "Trail"), ("/reports", "Reports")
LINKS: Mapping[Post, tuple[tuple[str, str], ...]] = {
    Post.COORDINATOR: (
        _TODAY,
        _PATIENTS,
        _ENROL,
        _SCHEDULES,
        _ASKED,
        _RULES,
        _REPORTS,
        _EXPORTS,
        _STAFF,
        _HEALTH,
    ),
    Post.CLINICIAN: (
        _TODAY,
        _PATIENTS,
        _ENROL,
        _SCHEDULES,
        _ASKED,
        _RULES,
        _REPORTS,
        _EXPORTS,
        _STAFF,
        _HEALTH,
    ),
    Post.ANALYST: (_PATIENTS, _RULES, _REPORTS, _EXPORTS),
    Post.ADMINISTRATOR: (_ACCOUNTS, _SCHEDULES, _ASKED, _RULES, _TRAIL, _STAFF, _HEALTH),
}
SAID: Mapping[str, str] = {
    "signed-out": "You are signed out.",
    "set-up": "Your account is ready. Sign in.",
    "acknowledged": "You have acknowledged this case.",
    "acknowledged-before": "Somebody has acknowledged this case before.",
    "handed-over": "The case is handed over.",
    "snoozed": "The case rests.",
    "closed": "The case is closed.",
    "enrolment-dropped": "The enrolment is deleted.",
    "arranged": "The arrangements are stored.",
    "follow-up-begun": "The arrangements are stored, and follow-up has begun.",
    "paused": "Follow-up is paused.",
    "resumed": "Follow-up goes on from now on.",
    "withdrawn": "The patient is withdrawn. Nothing is sent any more.",
    "channel-stopped": "No messages are sent any more. The patient is still phoned.",
    "deceased": "It is recorded that the patient has died. Nothing is sent any more.",
    "returned": "The patient is followed again.",
    "answers-dropped": "What was taken down is deleted. Nothing was stored.",
    "event-recorded": "The safety event is recorded.",
    "event-confirmed": "The safety event is confirmed.",
    "event-corrected": "The safety event is corrected. It still waits for a clinician.",
    "event-refuted": "The safety event is refuted.",
    "yellow-card": "It is noted that the event was reported.",
    "date-corrected": "The date is corrected. What is planned moves within a minute.",
    "contact-corrected": "Name, telephone and e-mail are kept.",
    "operation-recorded": "What was done at the operation is kept.",
    "asked-so": "It is noted. What is planned moves within a minute.",
    "transferred": "The patient is transferred.",
    "drafted": "The draft is sound. Somebody else can publish it.",
    "draft-saved": "The draft is saved.",
    "point-removed": "The time point is taken out of the draft.",
    "dropped": "The draft is dropped.",
    "schedule-published": "The schedule is published. It holds from the next minute on.",
    "form-drafted": "The form can be asked. Play it, then publish it with its licence.",
    "licence-renewed": "The licence is kept. It holds from now on.",
    "form-published": "The questionnaire is there. It is asked once a schedule names it.",
    "numbers-drafted": "The draft is sound, and is being tried on the past year.",
    "numbers-signed": "The numbers are signed. Answers are judged by them from now on.",
    "counted": "The count is kept.",
    "report-begun": "The report is being made.",
    "turn-added": "The turn is on the rota.",
    "turn-removed": "The turn is off the rota, or ends now.",
    "digest-set": "The digest is set.",
    "person-added": "They are added. Nothing reaches them before they have Telegram or an e-mail address.",
    "person-changed": "It is kept.",
    "person-left": "They work here no longer.",
    "role-changed": "The role is changed. They are signed out.",
    "account-removed": "The account is removed.",
    "site-changed": "The hospital is changed.",
    "export-begun": "The export is being made.",
    "signed": "The report is signed.",
    "ended": "They are signed out everywhere.",
    "unlinked": "They are signed out everywhere, and need a new set-up code to come in again.",
}


def links_of(account: Account | None) -> tuple[tuple[str, str], ...]:
    return () if account is None else LINKS[account.post]


def home_of(post: Post) -> str:
    """Where somebody begins."""
    return LINKS[post][0][0]


def said_of(query: Mapping[str, str]) -> str | None:
    """What was done before this page was shown; only sentences that are known here."""
    return SAID.get(query.get("said", ""))
