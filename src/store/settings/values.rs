//! The values of settings: the environment over the table `[pannier]` of `Leptos.toml` over the defaults.

use std::{collections::BTreeMap, time::Duration};

use super::{
    SettingsError,
    table::{CORE, Setting},
};

/// What the names of the store and of the plug-ins that come with it begin with. One that is not known is a
/// mistake.
const PREFIX: &str = "PANNIER_";

/// The value of every name in the tables. Holds secrets: no `Debug`.
#[derive(Clone)]
pub(super) struct Values(BTreeMap<&'static str, String>);

impl Values {
    pub fn read(
        environment: impl IntoIterator<Item = (String, String)>,
        leptos_toml: Option<&str>,
        tables: &[&[Setting]],
    ) -> Result<Values, SettingsError> {
        let mut values = Values(BTreeMap::new());
        for Setting { name, default, .. } in CORE.iter().chain(tables.iter().copied().flatten()) {
            if values.0.insert(*name, (*default).to_owned()).is_some() {
                return Err(SettingsError::Duplicate(name));
            }
        }
        for (key, value) in file_values(leptos_toml)? {
            *values.of_key(&key)? = value;
        }
        for (name, value) in environment {
            match values.0.get_mut(name.as_str()) {
                Some(slot) => *slot = value,
                None if name.starts_with(PREFIX) => return Err(SettingsError::Unknown(name)),
                None => {}
            }
        }
        Ok(values)
    }

    /// `base_url` is `PANNIER_BASE_URL`, `database_url` is `DATABASE_URL`.
    fn of_key(&mut self, key: &str) -> Result<&mut String, SettingsError> {
        let bare = key.to_ascii_uppercase();
        let name = format!("{PREFIX}{bare}");
        let prefixed = self.0.contains_key(name.as_str()) || bare.starts_with(PREFIX);
        let known = if prefixed { &name } else { &bare };
        self.0.get_mut(known.as_str()).ok_or_else(|| SettingsError::Unknown(name.clone()))
    }

    /// Returns the value of a name that is in a table, as given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Returns the value of a setting of the store's own.
    pub fn core(&self, name: &'static str) -> &str {
        &self.0[name]
    }

    pub fn seconds(&self, name: &'static str) -> Result<Duration, SettingsError> {
        match self.core(name).parse() {
            Ok(seconds @ 1..) => Ok(Duration::from_secs(seconds)),
            _ => Err(SettingsError::invalid(name, format!("{:?} is not a number of seconds", self.core(name)))),
        }
    }

    /// A number of seconds; `None` for 0.
    pub fn seconds_or_never(&self, name: &'static str) -> Result<Option<Duration>, SettingsError> {
        match self.core(name) {
            "0" => Ok(None),
            _ => self.seconds(name).map(Some),
        }
    }

    pub fn count(&self, name: &'static str) -> Result<u32, SettingsError> {
        let value = self.core(name);
        value.parse().map_err(|_| SettingsError::invalid(name, format!("{value:?} is not a whole number")))
    }

    /// Keeps the settings of plug-ins: the store's own are fields.
    pub fn of_plug_ins(mut self) -> Values {
        self.0.retain(|name, _| CORE.iter().all(|core| core.name != *name));
        self
    }
}

/// Reads the table `[pannier]`.
fn file_values(leptos_toml: Option<&str>) -> Result<Vec<(String, String)>, SettingsError> {
    let invalid = |why: String| SettingsError::invalid("Leptos.toml", why);
    let Some(text) = leptos_toml else { return Ok(Vec::new()) };
    let file: toml::Table = text.parse().map_err(|e| invalid(format!("{e}")))?;
    let Some(toml::Value::Table(table)) = file.get("pannier") else { return Ok(Vec::new()) };
    let text = |(key, value): (&String, &toml::Value)| match value {
        toml::Value::String(text) => Ok((key.clone(), text.clone())),
        toml::Value::Integer(number) => Ok((key.clone(), number.to_string())),
        toml::Value::Boolean(yes) => Ok((key.clone(), yes.to_string())),
        _ => Err(invalid(format!("[pannier] {key}: neither a text, a number, true nor false"))),
    };
    table.iter().map(text).collect()
}
