"""Every route of the console: method, path, what is done, who may. The tests walk this table.

An analyst sees pseudonyms and numbers; cases, and how patients are reached, are for those who look after
them.
"""

from console.pages import (
    accounts,
    cases,
    correcting,
    drafts,
    enrol,
    entry,
    events,
    exports,
    health,
    hospital,
    inviting,
    leaving,
    patient,
    patients,
    people,
    questionnaire_drafts,
    questionnaires,
    reports,
    rule_drafts,
    rules,
    schedule_edit,
    schedule_parts,
    schedules,
    site,
    today,
    trail,
)
from console.web.desk import Desk
from console.web.table import Route, does, shows
from console.web.visit import CLINICAL, EVERYBODY
from storage.access_words import Post, Stage

FOLLOWING = CLINICAL | {Post.ANALYST}
CLINICIAN = frozenset({Post.CLINICIAN})
ADMINISTRATOR = frozenset({Post.ADMINISTRATOR})
SCHEDULING = CLINICAL | ADMINISTRATOR

ROUTES = (
    Route("GET", "/", entry.home, EVERYBODY),
    Route("GET", "/sign-in", entry.show_sign_in, stage=None),
    Route("POST", "/sign-in", entry.sign_in, stage=None),
    Route("POST", "/sign-out", does(entry.sign_out), EVERYBODY),
    Route("GET", "/set-up", entry.show_setup, stage=None),
    Route("POST", "/set-up", entry.begin_setup, stage=None),
    Route("GET", "/set-up/finish", shows(entry.show_finish), stage=Stage.SETTING_UP),
    Route("POST", "/set-up/finish", entry.finish, stage=Stage.SETTING_UP),
    Route("GET", "/today", shows(today.show), CLINICAL),
    Route("GET", "/cases/{number}", shows(cases.show), CLINICAL),
    Route("POST", "/cases/{number}/acknowledge", does(cases.acknowledge), CLINICAL),
    Route("POST", "/cases/{number}/hand-over", does(cases.pass_on), CLINICAL),
    Route("POST", "/cases/{number}/snooze", does(cases.rest), CLINICAL),
    Route("POST", "/cases/{number}/close", does(cases.close), CLINICAL),
    Route("GET", "/enrol", shows(enrol.show_start), CLINICAL),
    Route("POST", "/enrol", does(enrol.begin), CLINICAL),
    Route("GET", "/enrol/done/{code}", shows(enrol.show_done), CLINICAL),
    Route("GET", "/enrol/{number}/check", shows(enrol.show_check), CLINICAL),
    Route("POST", "/enrol/{number}/check", enrol.finish, CLINICAL),
    Route("POST", "/enrol/{number}/drop", does(enrol.drop), CLINICAL),
    Route("GET", "/enrol/{number}/{question}", shows(enrol.ask), CLINICAL),
    Route("POST", "/enrol/{number}/{question}", does(enrol.answer), CLINICAL),
    Route("GET", "/patients", shows(patients.show), FOLLOWING),
    Route("GET", "/patients/{code}", shows(patient.show), FOLLOWING),
    Route("GET", "/patients/{code}/pause", leaving.show_pause, CLINICAL),
    Route("POST", "/patients/{code}/pause", leaving.pause, CLINICAL),
    Route("POST", "/patients/{code}/resume", leaving.resume, CLINICAL),
    Route("GET", "/patients/{code}/leave", leaving.show_leave, CLINICAL),
    Route("POST", "/patients/{code}/leave", leaving.leave, CLINICAL),
    Route("GET", "/patients/{code}/return", leaving.show_return, CLINICAL),
    Route("POST", "/patients/{code}/return", leaving.come_back, CLINICAL),
    Route("GET", "/patients/{code}/transfer", leaving.show_transfer, CLINICAL),
    Route("POST", "/patients/{code}/transfer", leaving.transfer, CLINICAL),
    Route("GET", "/patients/{code}/date", correcting.show_date, CLINICAL),
    Route("POST", "/patients/{code}/date", correcting.correct, CLINICAL),
    Route("GET", "/patients/{code}/link", inviting.show_link, CLINICAL),
    Route("POST", "/patients/{code}/link", inviting.make, CLINICAL),
    Route("GET", "/patients/{code}/event", events.show_event, CLINICAL),
    Route("POST", "/patients/{code}/event", events.record, CLINICAL),
    Route("GET", "/schedules", shows(schedules.show), SCHEDULING),
    Route("GET", "/schedules/coming", shows(schedules.coming), CLINICAL),
    Route("GET", "/schedules/draft", shows(drafts.show_new), SCHEDULING),
    Route("POST", "/schedules/draft", does(drafts.bring), SCHEDULING, takes_file=True),
    Route("POST", "/schedules/draft/begin", does(schedule_edit.begin), SCHEDULING),
    Route("GET", "/schedules/drafts/{number}", shows(drafts.show), SCHEDULING),
    Route("POST", "/schedules/drafts/{number}/publish", does(drafts.publish), SCHEDULING),
    Route("POST", "/schedules/drafts/{number}/drop", does(drafts.drop), SCHEDULING),
    Route("GET", "/schedules/drafts/{number}/edit", shows(schedule_edit.show), SCHEDULING),
    Route("GET", "/schedules/drafts/{number}/text", shows(schedule_edit.show_text), SCHEDULING),
    Route(
        "POST", "/schedules/drafts/{number}/text", does(schedule_edit.save_text), SCHEDULING, takes_file=True
    ),
    Route("GET", "/schedules/drafts/{number}/rules", shows(schedule_parts.show_rules), SCHEDULING),
    Route("POST", "/schedules/drafts/{number}/rules", does(schedule_parts.save_rules), SCHEDULING),
    Route("GET", "/schedules/drafts/{number}/points/{code}", shows(schedule_parts.show_point), SCHEDULING),
    Route("POST", "/schedules/drafts/{number}/points/{code}", does(schedule_parts.save_point), SCHEDULING),
    Route(
        "POST",
        "/schedules/drafts/{number}/points/{code}/remove",
        does(schedule_parts.remove_point),
        SCHEDULING,
    ),
    Route("GET", "/schedules/{number}", shows(schedules.show), SCHEDULING),
    Route("GET", "/questionnaires", shows(questionnaires.show), SCHEDULING),
    Route("GET", "/questionnaires/upload", shows(questionnaire_drafts.show_new), CLINICAL),
    Route("POST", "/questionnaires/upload", questionnaire_drafts.bring, CLINICAL, takes_file=True),
    Route("GET", "/questionnaires/drafts/{number}", shows(questionnaire_drafts.show), CLINICAL),
    Route("POST", "/questionnaires/drafts/{number}/publish", does(questionnaire_drafts.publish), CLINICAL),
    Route("POST", "/questionnaires/drafts/{number}/drop", does(questionnaire_drafts.drop), CLINICAL),
    Route("GET", "/questionnaires/drafts/{number}/play", shows(questionnaire_drafts.play), CLINICAL),
    Route("POST", "/questionnaires/drafts/{number}/play", shows(questionnaire_drafts.play), CLINICAL),
    Route("GET", "/questionnaires/{name}", shows(questionnaires.play), SCHEDULING),
    Route("POST", "/questionnaires/{name}", shows(questionnaires.play), SCHEDULING),
    Route("GET", "/rules", shows(rules.show), EVERYBODY),
    Route("GET", "/rules/draft", shows(rule_drafts.show_new), CLINICAL),
    Route("POST", "/rules/draft", rule_drafts.bring, CLINICAL),
    Route("GET", "/rules/drafts/{number}", shows(rule_drafts.show), CLINICAL),
    Route("POST", "/rules/drafts/{number}/try", rule_drafts.test_again, CLINICAL),
    Route("POST", "/rules/drafts/{number}/sign", does(rule_drafts.sign), CLINICAL),
    Route("POST", "/rules/drafts/{number}/drop", does(rule_drafts.drop), CLINICAL),
    Route("GET", "/reports", shows(reports.show), FOLLOWING),
    Route("POST", "/reports/make", reports.make, FOLLOWING),
    Route("GET", "/reports/made/{name}", reports.download, FOLLOWING),
    Route("POST", "/reports/sign", does(reports.sign_off), CLINICIAN),
    Route("GET", "/exports", shows(exports.show), FOLLOWING),
    Route("POST", "/exports/make", exports.make, FOLLOWING),
    Route("GET", "/exports/made/{name}", exports.download, FOLLOWING),
    Route("GET", "/staff", shows(people.show), SCHEDULING),
    Route("POST", "/staff/rota", people.add_turn, SCHEDULING),
    Route("POST", "/staff/rota/{number}/remove", people.remove_turn, SCHEDULING),
    Route("POST", "/staff/digest", people.set_digest, SCHEDULING),
    Route("GET", "/site", shows(site.show), SCHEDULING),
    Route("POST", "/site", site.change, site.MAY_CHANGE),
    Route("GET", "/health", shows(health.show), SCHEDULING),
    Route("GET", "/accounts", shows(accounts.show), ADMINISTRATOR),
    Route("POST", "/accounts/{code}/sign-out", does(accounts.sign_out), ADMINISTRATOR),
    Route("GET", "/trail", shows(trail.show), ADMINISTRATOR),
    Route("POST", "/trail/verify", shows(trail.verify), ADMINISTRATOR),
)

HOSPITAL_ROUTES = (
    Route("GET", "/sign-in/hospital", hospital.begin, stage=None),
    Route("GET", hospital.BACK, hospital.come_back, stage=None),
    Route("GET", "/set-up/hospital", hospital.begin_link, stage=Stage.SETTING_UP),
)
"""Only where the hospital's own sign-in is set up."""


def routes_of(desk: Desk) -> tuple[Route, ...]:
    """What there is at this desk."""
    return ROUTES if desk.hospital is None else (*ROUTES, *HOSPITAL_ROUTES)
