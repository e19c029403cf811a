"""The cellar: what every floor may stand on. No models, and no word that names a floor."""
