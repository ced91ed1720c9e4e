"""Signals: what a line says by which a person may be needed (E); a line may carry several, most carry none."""

SIGNALS = (
    "asked",  # wants a person, a manager, to be called
    "threat",  # will act against us: regulator, lawyer, media, bad review
    "abuse",  # insults us
    "churn",  # ends the relationship
    "special_needs",  # ill, disabled, elderly, with child; danger
    "out_of_authority",  # exceptions, compensation, missing money, disputes
    "still_open",  # the same as before is still not solved or answered
    "not_understood",  # the answer missed the point
    "fault",  # bot, page or app fails so that they cannot go on
    "owner",  # wants the colleague who served them before
    "strong_feeling",  # anger or despair on which one would act at once
)
# Below this a signal is noise: four lines in five carry some of it.
HEARD = 0.1
