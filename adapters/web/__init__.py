"""What adapters share that speak HTTP by requests: a guard before every byte, bounds on answers, words for faults."""
