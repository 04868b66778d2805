"""The evacuation of a city in and out of files: its folder read; its plan, timetable, features and page written."""
