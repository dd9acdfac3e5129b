-- A staff that has an owner keeps one.

CREATE TRIGGER pannier_staff_owner BEFORE UPDATE OF role, disabled_at ON pannier_staff
WHEN OLD.role = 'owner' AND OLD.disabled_at IS NULL AND (NEW.role <> 'owner' OR NEW.disabled_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM pannier_staff WHERE role = 'owner' AND disabled_at IS NULL AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'pannier: the only owner'); END;

CREATE TRIGGER pannier_staff_delete BEFORE DELETE ON pannier_staff
WHEN OLD.role = 'owner' AND OLD.disabled_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM pannier_staff WHERE role = 'owner' AND disabled_at IS NULL AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'pannier: the only owner'); END;
