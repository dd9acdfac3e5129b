# The admin: its frame, signing in, staff, and the audit log.
