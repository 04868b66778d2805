"""The whole city out: asked for, planned as a job, read by coordinators and planners."""
