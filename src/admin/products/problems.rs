//! What is wrong with the value of a field, and why something else could not be done, as sentences.

use super::labels;
use crate::{
    ManagedError, Texts,
    admin::here::{Failure, Here},
    managed::{FieldError, FieldProblem},
};

/// Returns what is wrong with the value of a field, and what to do instead.
pub(in crate::admin) fn sentence(problem: &FieldProblem, texts: &Texts) -> String {
    let (message, most) = problem.message();
    texts.format(message, &[("max", most.unwrap_or_default().into())])
}

/// Returns what is wrong with each value, with the name of its field: "Price: Please fill this in."
pub(in crate::admin) fn sentences(here: &Here, kind: &str, errors: &[FieldError]) -> Vec<String> {
    let one = |error: &FieldError| {
        let (label, why) = (labels::value(here, kind, &error.field), sentence(&error.problem, &here.texts));
        here.format("admin-products-about-field", &[("field", (&label).into()), ("text", (&why).into())])
    };
    errors.iter().map(one).collect()
}

/// For what a page could not be rendered without. A form says by itself what is wrong with it.
impl From<ManagedError> for Failure {
    fn from(error: ManagedError) -> Failure {
        match error {
            ManagedError::UnknownKind(_) | ManagedError::Unknown(_) => Failure::NotFound,
            ManagedError::Database(error) => error.into(),
            _ => Failure::Conflict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, language::fluent::store_texts};

    #[test]
    fn every_problem_is_a_sentence_in_each_language() {
        let (english, german) = (store_texts(Language::ENGLISH), store_texts(Language::GERMAN));
        let all = [
            FieldProblem::Required,
            FieldProblem::TooLong(200),
            FieldProblem::NotAnAmount,
            FieldProblem::NotANumber,
            FieldProblem::TooLarge(1000),
            FieldProblem::NotAChoice,
            FieldProblem::NotAFlag,
            FieldProblem::NotADateTime,
            FieldProblem::NotAColor,
            FieldProblem::UnknownFile,
            FieldProblem::UnknownPicture,
            FieldProblem::NoAlternativeText,
            FieldProblem::BadOptions,
            FieldProblem::FixedOptions,
            FieldProblem::BadStock,
            FieldProblem::StockOfOptions,
            FieldProblem::NoStockOfOptions,
            FieldProblem::Taken,
            FieldProblem::BadId,
            FieldProblem::TooManyPublished(500),
            FieldProblem::LowContrast,
        ];
        for problem in &all {
            let both = [&english, &german].map(|texts| sentence(problem, texts));
            for said in &both {
                assert!(said.ends_with('.') && said.contains(' '), "{said}");
            }
            assert_ne!(both[0], both[1]);
        }
    }
}
