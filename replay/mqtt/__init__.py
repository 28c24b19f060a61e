"""MQTT: topics, envelopes, the session that outlives its connections, and the embedded broker."""
