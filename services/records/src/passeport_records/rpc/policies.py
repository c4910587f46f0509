"""Who may call what; a server with an rpc that is not here does not start."""

from __future__ import annotations

from passeport_chassis.rpc import Policy

__all__ = ["POLICIES"]

POLICIES: dict[str, Policy] = {
    "/passeport.records.v1.PassportService/ListEntries": Policy.holder("passport:read", "gateway", "publishing"),
    "/passeport.records.v1.PassportService/GetEntry": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.PassportService/BatchGetEntries": Policy.holder("passport:read", "gateway", "publishing"),
    "/passeport.records.v1.PassportService/GetProvenance": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.PassportService/GetEntryProof": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.PassportService/ExportEntries": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.PassportService/ListAccesses": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.AttachmentService/AddAttachment": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.AttachmentService/ListAttachments": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.AttachmentService/ReadAttachment": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.AttachmentService/DeleteAttachment": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.JoiningService/ListOffers": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.JoiningService/AcceptOffer": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.JoiningService/RefuseOffer": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DisputeService/OpenDispute": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DisputeService/GetDispute": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.DisputeService/ListDisputes": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.DisputeService/TakeBackDispute": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.SourceDisputeService/ListSourceDisputes": Policy.partner("disputes:answer", "gateway"),
    "/passeport.records.v1.SourceDisputeService/GetSourceDispute": Policy.partner("disputes:answer", "gateway"),
    "/passeport.records.v1.SourceDisputeService/AnswerDispute": Policy.partner("disputes:answer", "gateway"),
    "/passeport.records.v1.DeclaredEntryService/CreateEntry": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DeclaredEntryService/UpdateEntry": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DeclaredEntryService/DeleteEntry": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DeclaredEntryService/CompleteEntry": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DeclaredEntryService/RestoreEntry": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.DeclaredEntryService/ArrangeEntries": Policy.holder("passport:write", "gateway"),
    "/passeport.records.v1.ConsultationService/ListConsultedEntries": Policy(
        frozenset({"gateway"}), frozenset({"professional"}), "passport:consult"
    ),
    # For anybody: there is nothing personal in it.
    "/passeport.records.v1.LedgerService/GetCheckpoint": Policy.service("gateway"),
    "/passeport.records.v1.LedgerService/GetTile": Policy.service("gateway"),
    "/passeport.records.v1.SourceService/ListSources": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.ReferentialService/SuggestTerms": Policy.holder("passport:read", "gateway"),
    "/passeport.records.v1.PreventionEntryService/BatchGetPreventionEntries": Policy.service("prevention"),
    "/passeport.records.v1.EmploymentFactService/HasApprenticeshipContract": Policy.service("identity"),
    # Any partner here: which scope a file needs depends on its feed, and the use case asks for it.
    "/passeport.records.v1.FeedService/SubmitBatch": Policy.partner("", "gateway"),
    "/passeport.records.v1.FeedService/GetBatch": Policy.partner("", "gateway"),
    "/passeport.records.v1.FeedService/GetBatchReport": Policy.partner("", "gateway"),
    "/passeport.records.v1.FeedService/ListBatchItems": Policy.partner("", "gateway"),
    "/passeport.records.v1.FeedService/RollBackBatch": Policy.partner("", "gateway"),
}
