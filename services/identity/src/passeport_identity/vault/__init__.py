"""The vault: what needs a key. Seals NIR, signs caller tokens, hashes partners' secrets.

Nothing else in the service ever holds a key, and keys come only from files named by the settings (or, behind the same
`KeyProvider`, from a KMS or an HSM).
"""
