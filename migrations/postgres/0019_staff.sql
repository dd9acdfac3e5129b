-- A staff that has an owner keeps one.

CREATE FUNCTION pannier_guard_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.role = 'owner' AND NEW.disabled_at IS NULL THEN
            RETURN NEW;
        END IF;
    END IF;
    IF OLD.role = 'owner' AND OLD.disabled_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM pannier_staff WHERE role = 'owner' AND disabled_at IS NULL AND id <> OLD.id) THEN
        RAISE EXCEPTION 'pannier: the only owner';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_staff_owner BEFORE UPDATE OF role, disabled_at OR DELETE ON pannier_staff
FOR EACH ROW EXECUTE FUNCTION pannier_guard_staff();
