"""The frame that is on the screen before anything heavy is imported; standard library only."""
