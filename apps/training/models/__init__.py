from apps.training.models.completions import Completion, TrainedFigures
from apps.training.models.courses import Course, Question
from apps.training.models.enrolments import Attempt, Attendance, Enrolment, EnrolmentMove
from apps.training.models.kinds import Standard, TrainingKind
from apps.training.models.outside import OutsideTraining
from apps.training.models.sessions import Session, SessionLeader

__all__ = [
    "Attempt",
    "Attendance",
    "Completion",
    "Course",
    "Enrolment",
    "EnrolmentMove",
    "OutsideTraining",
    "Question",
    "Session",
    "SessionLeader",
    "Standard",
    "TrainedFigures",
    "TrainingKind",
]
