"""Pages of accounts: login and lock, enrolment, one's own account, users and sessions."""
