//! Suggestions: which offers pass the gates, when the customer may be spoken to, and in which order.

pub mod contact;
pub mod feedback;
pub mod gates;
pub mod learn;
pub mod rank;
pub mod response;
