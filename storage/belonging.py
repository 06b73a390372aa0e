"""Which rows belong to a patient, as queries that others are made of."""

from typing import Any

from sqlalchemy import Select, select

from storage.schema import alert, assessment, episode, response


def episodes_of(patient_id: int) -> Select[Any]:
    return select(episode.c.id).where(episode.c.patient_id == patient_id)


def assessments_of(episodes: Select[Any]) -> Select[Any]:
    return select(assessment.c.id).where(assessment.c.episode_id.in_(episodes))


def responses_of(episodes: Select[Any]) -> Select[Any]:
    return select(response.c.id).where(response.c.assessment_id.in_(assessments_of(episodes)))


def alerts_of(episodes: Select[Any]) -> Select[Any]:
    return select(alert.c.id).where(alert.c.episode_id.in_(episodes))
