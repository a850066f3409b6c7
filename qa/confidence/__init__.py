"""How sure an answer is, and when there is none: features, the fitted model, its curve, abstention."""
