"""A believable region to try the platform in: invented people, real places. Never in production."""
