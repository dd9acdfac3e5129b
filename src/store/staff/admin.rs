//! The owner's operations on the staff: add, change the role, disable, and hand out links.

use super::{
    COLUMNS, StaffError, StaffMember, by_email, folded,
    role::{Act, Role},
    secret, session, sign_in,
};
use crate::{
    args,
    store::{
        admin::Admin,
        audit::Entry,
        db::{self, Tx, new_id},
    },
};

/// An SQL condition: whether an owner who can sign in is left without this member.
const LEAVES_AN_OWNER: &str = "(role <> 'owner' OR disabled_at IS NOT NULL OR EXISTS (SELECT 1 FROM pannier_staff o \
                               WHERE o.role = 'owner' AND o.disabled_at IS NULL AND o.id <> pannier_staff.id))";

/// Maximum length of a name, in characters.
const LONGEST_NAME: usize = 80;

impl Admin<'_> {
    /// Returns the staff: those who may sign in first, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn staff(&self) -> db::Result<Vec<StaffMember>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM pannier_staff \
             ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, LOWER(name), email"
        );
        self.store.db().fetch_all(&sql, &[]).await?.iter().map(StaffMember::read).collect()
    }

    /// Adds a member to the staff, who can then sign in. Without a name, the part of the address before the @ is it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Actor, Role};
    ///
    /// let admin = store.acting(&Actor::CommandLine);
    /// let ada = admin.add_staff("Ada@shop.example", "Ada", Role::Owner).await?;
    /// assert_eq!((ada.email.as_str(), ada.role), ("ada@shop.example", Role::Owner));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`StaffError::InvalidEmail`]; [`StaffError::DuplicateStaff`], also for a member who is disabled.
    pub async fn add_staff(&self, email: &str, name: &str, role: Role) -> Result<StaffMember, StaffError> {
        let email = folded(email).ok_or(StaffError::InvalidEmail)?;
        let name = match clean(name) {
            name if name.is_empty() => email.split('@').next().unwrap_or_default().to_owned(),
            name => name,
        };
        let mut tx = self.begin().await?;
        let sql = format!(
            "INSERT INTO pannier_staff (id, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (email) DO NOTHING RETURNING {COLUMNS}"
        );
        let args = args![new_id(), &email, name, role.as_str(), tx.now()];
        let Some(row) = tx.fetch_optional(&sql, args).await? else { return Err(StaffError::DuplicateStaff(email)) };
        let member = StaffMember::read(&row)?;
        self.entry(Act::ManageStaff).subject(&email).detail(format!("added as {role}")).commit(tx).await?;
        Ok(member)
    }

    /// Gives a member another role, and ends their sessions. Does nothing if they have it already.
    ///
    /// # Errors
    /// [`StaffError::UnknownStaff`]; [`StaffError::LastOwner`] if no owner would be left who can sign in.
    pub async fn set_staff_role(&self, email: &str, role: Role) -> Result<(), StaffError> {
        let (mut tx, member) = self.begin_change(email).await?;
        if member.role == role {
            return Ok(());
        }
        let sql = format!("UPDATE pannier_staff SET role = $2 WHERE id = $1 AND {LEAVES_AN_OWNER}");
        if tx.execute(&sql, args![&member.id, role.as_str()]).await? == 0 {
            return Err(StaffError::LastOwner);
        }
        session::end_all(&mut tx, &member.id).await?;
        let detail = format!("role changed from {} to {role}", member.role);
        Ok(self.about(&member).detail(detail).commit(tx).await?)
    }

    /// Keeps a member from signing in, and ends their sessions and links. Does nothing if they are disabled already.
    ///
    /// # Errors
    /// [`StaffError::UnknownStaff`]; [`StaffError::LastOwner`] if no owner would be left who can sign in.
    pub async fn disable_staff(&self, email: &str) -> Result<(), StaffError> {
        let (mut tx, member) = self.begin_change(email).await?;
        if member.disabled_at.is_some() {
            return Ok(());
        }
        // Before the member, as a sign-in locks them in this order.
        tx.execute("DELETE FROM pannier_sign_in_links WHERE staff_id = $1", args![&member.id]).await?;
        let sql = format!("UPDATE pannier_staff SET disabled_at = $2 WHERE id = $1 AND {LEAVES_AN_OWNER}");
        if tx.execute(&sql, args![&member.id, tx.now()]).await? == 0 {
            return Err(StaffError::LastOwner);
        }
        session::end_all(&mut tx, &member.id).await?;
        Ok(self.about(&member).detail("disabled").commit(tx).await?)
    }

    /// Lets a member who was disabled sign in again. Does nothing if they are not disabled.
    ///
    /// # Errors
    /// [`StaffError::UnknownStaff`].
    pub async fn enable_staff(&self, email: &str) -> Result<(), StaffError> {
        let (mut tx, member) = self.begin_change(email).await?;
        if member.disabled_at.is_none() {
            return Ok(());
        }
        tx.execute("UPDATE pannier_staff SET disabled_at = NULL WHERE id = $1", args![&member.id]).await?;
        Ok(self.about(&member).detail("enabled").commit(tx).await?)
    }

    /// Creates a link that signs a member in: a URL that works once, for 15 minutes. Hand it to nobody else.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Actor, Role};
    ///
    /// let admin = store.acting(&Actor::CommandLine);
    /// admin.add_staff("ada@shop.example", "Ada", Role::Owner).await?;
    /// assert!(admin.staff_link("ada@shop.example").await?.starts_with(&store.settings().url("/admin/")));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`StaffError::UnknownStaff`]; [`StaffError::Disabled`].
    pub async fn staff_link(&self, email: &str) -> Result<String, StaffError> {
        let (mut tx, member) = self.begin_change(email).await?;
        if member.disabled_at.is_some() {
            return Err(StaffError::Disabled(member.email));
        }
        let token = secret();
        sign_in::insert(&mut tx, &token, Some(&member.id), None).await?;
        self.entry(Act::CreateSignInLink).subject(&member.email).commit(tx).await?;
        Ok(self.store.sign_in_url(&token))
    }

    /// Returns an entry about a change to a member. Whether the actor may make it was asked before it: owners may give up
    /// their own rights.
    fn about(&self, member: &StaffMember) -> Entry {
        self.entry(Act::ManageStaff).by_right().subject(&member.email)
    }

    /// Begins the transaction of a change to a member, which follows any other such change: two owners who demote each
    /// other at once would leave none.
    async fn begin_change(&self, email: &str) -> Result<(Tx, StaffMember), StaffError> {
        let unknown = || StaffError::UnknownStaff(email.trim().to_owned());
        let folded = folded(email).ok_or_else(unknown)?;
        let mut tx = self.begin().await?;
        tx.execute("UPDATE pannier_counters SET value = value + 1 WHERE name = 'staff_changes'", &[]).await?;
        self.check_may_in(&mut tx, Act::ManageStaff).await?;
        let member = by_email(&mut tx, &folded).await?.ok_or_else(unknown)?;
        Ok((tx, member))
    }
}

/// Returns a name as one line without control characters.
fn clean(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(clean("  Ada \n Lovelace\0 "), "Ada Lovelace");
        assert_eq!(clean(&"a".repeat(200)).len(), LONGEST_NAME);
    }
}
