from apps.recognition.models.commendations import Commendation
from apps.recognition.models.evaluations import Evaluation
from apps.recognition.models.looks import Look

__all__ = ["Commendation", "Evaluation", "Look"]
