pub use pannier::hydrate;
