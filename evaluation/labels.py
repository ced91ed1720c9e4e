"""The closed lists of labels that sets may use; the intents are the bot's own and come from its domain."""

CALM, ANXIOUS, ANGRY = "calm", "anxious", "angry"
EMOTIONS = (CALM, ANXIOUS, ANGRY)

OUT_OF_SCOPE = "out_of_scope"

REASONS = frozenset(
    {
        "asked",
        "complaint",
        "emotion",
        "threat",
        "abuse",
        "churn",
        "repeat_unresolved",
        "not_understood",
        "special_needs",
        "out_of_authority",
        "fault",
        "owner",
    }
)
