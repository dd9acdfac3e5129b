//! `pannier staff`: lists who may sign in to the admin, and changes that.

use clap::Subcommand;
use pannier::{Admin, Role, StaffError, StaffMember};

use super::output::{heading_of_times, outln};

#[derive(Subcommand)]
pub(super) enum Staff {
    /// List the staff, and when each was last seen in the admin
    List,
    /// Add a staff member
    Add {
        /// The e-mail address, which identifies them
        address: String,
        /// What they may do: owner, manager, packer or reader
        #[arg(long, value_parser = role)]
        role: Role,
        /// The name, as colleagues see it
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Print a one-time link that signs a staff member in to the admin
    Link {
        /// The e-mail address
        address: String,
    },
    /// Change the role of a staff member, and sign them out
    Role {
        /// The e-mail address
        address: String,
        /// owner, manager, packer or reader
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Disable a staff member, and sign them out
    Disable {
        /// The e-mail address
        address: String,
    },
    /// Enable a disabled staff member
    Enable {
        /// The e-mail address
        address: String,
    },
}

fn role(name: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(Role::as_str).join(", ");
    name.parse().map_err(|_| format!("not one of {}", known()))
}

impl Staff {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        match self {
            Staff::List => list(admin).await,
            Staff::Add { address, role, name } => add(admin, &address, &name, role).await,
            Staff::Link { address } => link(admin, &address).await,
            Staff::Role { address, role } => {
                admin.set_staff_role(&address, role).await.map_err(text)?;
                outln!("{} is {role} now.", address.trim());
                Ok(())
            }
            Staff::Disable { address } => {
                admin.disable_staff(&address).await.map_err(text)?;
                outln!("{} can no longer sign in.", address.trim());
                Ok(())
            }
            Staff::Enable { address } => {
                admin.enable_staff(&address).await.map_err(text)?;
                outln!("{0} can sign in again: pannier staff link {0}", address.trim());
                Ok(())
            }
        }
    }
}

fn text(error: StaffError) -> String {
    error.to_string()
}

async fn list(admin: Admin<'_>) -> Result<(), String> {
    let staff = admin.staff().await.map_err(|error| error.to_string())?;
    if staff.is_empty() {
        outln!("Nobody is on the staff yet. To add yourself: pannier staff add ADDRESS --role owner");
        return Ok(());
    }
    let zone = &admin.settings().time_zone;
    let heading = heading_of_times("Last seen", zone);
    let width = heading.len();
    outln!("{:<8}  {heading}  {:<30}  Name", "Role", "E-mail");
    for StaffMember { email, name, role, disabled_at, seen_at, .. } in &staff {
        let seen = seen_at.map_or("never".to_owned(), |at| zone.minute(at));
        let mark = if disabled_at.is_some() { " (disabled)" } else { "" };
        outln!("{role:<8}  {seen:<width$}  {email:<30}  {name}{mark}");
    }
    Ok(())
}

async fn add(admin: Admin<'_>, address: &str, name: &str, role: Role) -> Result<(), String> {
    let member = admin.add_staff(address, name, role).await.map_err(text)?;
    outln!("{0} is on the staff, as {role}. To sign in: pannier staff link {0}", member.email);
    Ok(())
}

async fn link(admin: Admin<'_>, address: &str) -> Result<(), String> {
    let link = admin.staff_link(address).await.map_err(text)?;
    outln!("{link}\nIt signs {} in, once and within 15 minutes. Give it to nobody else.", address.trim());
    Ok(())
}
