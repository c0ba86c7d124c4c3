//! Keys of signatures: P-256, in PEM for tools and as JWK for pages.

use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, LineEnding};
use p256::{PublicKey, SecretKey};
use serde_json::{Value, json};

/// Why a text is not the key that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It is no PEM, or PEM of something else.
    Pem,
    /// It is a public key where a private one is needed.
    Public,
}

/// A public key as a JSON Web Key (RFC 7517), as `load` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk(pub Value);

impl Jwk {
    /// The public half of a key.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Jwk {
        let point = key.to_sec1_point(false);
        let half = |half: Option<&[u8]>| base64url(half.unwrap_or_default());
        let (x, y) = (half(point.x().map(|x| &x[..])), half(point.y().map(|y| &y[..])));
        Jwk(json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }))
    }
}

/// Base64 with the alphabet for addresses and without padding (RFC 4648, section 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or(0);
            text.extend(ALPHABET.get(digit).map(|&byte| char::from(byte)));
        }
    }
    text
}

/// A private key from PEM: PKCS #8, or SEC 1 as older tools write it.
///
/// # Errors
/// [`KeyError`].
pub fn private(pem: &str) -> Result<SigningKey, KeyError> {
    let key = SecretKey::from_pkcs8_pem(pem).or_else(|_| SecretKey::from_sec1_pem(pem));
    match key {
        Ok(key) => Ok(SigningKey::from(key)),
        Err(_) if PublicKey::from_public_key_pem(pem).is_ok() => Err(KeyError::Public),
        Err(_) => Err(KeyError::Pem),
    }
}

/// A public key from PEM: SubjectPublicKeyInfo; of a private key its public half.
///
/// # Errors
/// [`KeyError::Pem`].
pub fn public(pem: &str) -> Result<VerifyingKey, KeyError> {
    match PublicKey::from_public_key_pem(pem) {
        Ok(key) => Ok(VerifyingKey::from(key)),
        Err(_) => private(pem).map(|key| *key.verifying_key()),
    }
}

/// A new private key in PEM, PKCS #8, from 32 random bytes; none for the few that are no key.
#[must_use]
pub fn generate(random: &[u8; 32]) -> Option<String> {
    let key = SecretKey::from_slice(random).ok()?;
    key.to_pkcs8_pem(LineEnding::LF).ok().map(|pem| pem.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_that_of_rfc_4648() {
        // Section 10, without padding.
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn the_jwk_is_the_one_of_rfc_7515() {
        // Appendix A.3: private key d, and its public half.
        let d = [
            142, 155, 16, 158, 113, 144, 152, 191, 152, 4, 135, 223, 31, 93, 119, 233, 203, 41, 96,
            110, 190, 210, 38, 59, 95, 87, 194, 19, 223, 132, 244, 178,
        ];
        let key = private(&generate(&d).unwrap()).unwrap();
        let Jwk(jwk) = Jwk::of(key.verifying_key());
        assert_eq!(jwk["x"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        assert_eq!(jwk["y"], "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    }

    #[test]
    fn what_is_no_key_says_so() {
        assert_eq!(private("secret").unwrap_err(), KeyError::Pem);
        assert_eq!(public("secret").unwrap_err(), KeyError::Pem);
        assert_eq!(generate(&[0; 32]), None);
        assert_eq!(generate(&[255; 32]), None);
    }
}
