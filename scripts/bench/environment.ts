// Read when Next and React are loaded, so set before anything of theirs is.
Object.assign(process.env, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", LOG_LEVEL: "warn" });
