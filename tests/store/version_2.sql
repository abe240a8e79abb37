-- A store as keras-zoo 0.1.0 made it, of version 2, with two runs: one done, one running.
CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    zoo VARCHAR NOT NULL,
    PRIMARY KEY (version)
);
CREATE TABLE runs (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    attempt INTEGER NOT NULL,
    experiment_id VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    started VARCHAR NOT NULL,
    finished VARCHAR,
    dataset VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    augmenter VARCHAR NOT NULL,
    recipe VARCHAR NOT NULL,
    seed INTEGER NOT NULL,
    "limit" INTEGER,
    validation FLOAT,
    epochs INTEGER,
    batch_size INTEGER,
    threads INTEGER,
    code VARCHAR,
    data VARCHAR,
    protocol INTEGER NOT NULL,
    test_accuracy FLOAT,
    test_loss FLOAT,
    val_accuracy FLOAT,
    parameters BIGINT,
    train_seconds FLOAT,
    images_per_second FLOAT,
    peak_memory_mb FLOAT,
    pid INTEGER,
    host VARCHAR,
    experiment JSON,
    provenance JSON,
    result JSON,
    error JSON,
    tta_accuracy FLOAT,
    PRIMARY KEY (id),
    UNIQUE (experiment_id, attempt),
    UNIQUE (name)
);
CREATE INDEX ix_runs_status ON runs (status);
INSERT INTO schema_version VALUES (2, '0.1.0');
INSERT INTO runs (name, attempt, experiment_id, group_id, status, started, finished, dataset, model, augmenter, recipe,
                  seed, protocol, test_accuracy, tta_accuracy, pid, host, result)
VALUES ('aaaaaaaaaaaa.1', 1, 'aaaaaaaaaaaa', 'gggggggggggg', 'done', '2025-01-01T00:00:00.000+00:00',
        '2025-01-01T00:01:00.000+00:00', 'dots', 'net', 'none', 'quick', 0, 1, 0.75, 0.8, 12, 'elsewhere',
        '{"test_accuracy": 0.75, "tta_accuracy": 0.8}'),
       ('bbbbbbbbbbbb.1', 1, 'bbbbbbbbbbbb', 'gggggggggggg', 'running', '2025-01-01T00:02:00.000+00:00',
        NULL, 'dots', 'net', 'none', 'quick', 1, 1, NULL, NULL, 12, 'elsewhere', NULL);
