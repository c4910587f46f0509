"""Who may call what; a server with an rpc that is not here does not start."""

from __future__ import annotations

from passeport_chassis.rpc import Policy

__all__ = ["POLICIES"]

POLICIES: dict[str, Policy] = {
    # Publishing reads, with the token of the holder, those that he has attested.
    "/passeport.prevention.v1.TrainingService/ListTrainings": Policy.holder("passport:read", "gateway", "publishing"),
    "/passeport.prevention.v1.TrainingService/ListTrainingVersions": Policy.holder("passport:read", "gateway"),
    "/passeport.prevention.v1.TrainingService/CreateTraining": Policy.holder("passport:write", "gateway"),
    "/passeport.prevention.v1.TrainingService/UpdateTraining": Policy.holder("passport:write", "gateway"),
    "/passeport.prevention.v1.TrainingService/DeleteTraining": Policy.holder("passport:write", "gateway"),
    "/passeport.prevention.v1.TrainingService/ListRecentReminders": Policy.holder("passport:read", "gateway"),
    "/passeport.prevention.v1.TrainingService/ListAccesses": Policy.holder("passport:read", "gateway"),
    "/passeport.prevention.v1.DeclarationService/DeclareTraining": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.DeclarationService/GetDeclaredTraining": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.DeclarationService/CorrectTraining": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.DeclarationService/WithdrawTraining": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.DeclarationService/WithdrawDeclaration": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.VerificationService/ListVerifications": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.VerificationService/GetVerification": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.VerificationService/AnswerVerification": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.ConsentService/ListConsents": Policy.holder("passport:read", "gateway"),
    "/passeport.prevention.v1.ConsentService/GetConsent": Policy.holder("passport:read", "gateway"),
    "/passeport.prevention.v1.ConsentService/SetConsent": Policy.holder("passport:write", "gateway"),
    "/passeport.prevention.v1.ConsentService/WithdrawConsent": Policy.holder("passport:write", "gateway"),
    "/passeport.prevention.v1.WorkerService/ReadWorker": Policy.partner("prevention:read", "gateway"),
    # A table for anyone, which knows nobody.
    "/passeport.prevention.v1.TrainingTypeService/ListTrainingTypes": Policy.service("gateway"),
    "/passeport.prevention.v1.DutyService/ListDuties": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.ImportService/SubmitImport": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.ImportService/GetImport": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.ImportService/ListImportLines": Policy.partner("prevention:declare", "gateway"),
    "/passeport.prevention.v1.ImportService/GetImportResult": Policy.partner("prevention:declare", "gateway"),
    # With whichever scope lets him read or declare here at all.
    "/passeport.prevention.v1alpha1.ProgrammeService/ListProgrammes": Policy(
        frozenset({"gateway"}), frozenset({"holder", "partner"}), "passport:read prevention:declare"
    ),
    "/passeport.prevention.v1alpha1.ProgrammeService/ReadForHolder": Policy.holder("passport:read", "gateway"),
    "/passeport.prevention.v1alpha1.ProgrammeService/WriteForHolder": Policy.holder("passport:write", "gateway"),
    "/passeport.prevention.v1alpha1.ProgrammeService/CallForPartner": Policy.partner("prevention:declare", "gateway"),
}
