"""Identity: who people are. Sign-in, sessions, CPF accounts, the person registry, partner clients, caller tokens."""
