"""Where the hall and the kiosk keep what must not be lost. The only SQLAlchemy and the only Alembic."""
