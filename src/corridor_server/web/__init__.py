"""The frame of every page: base template, parts, navigation, policy, language, errors in words."""
