-- A store as keras-zoo 0.1.0 made it, of version 4: the runs of version 3, their metrics in a table of their own.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('4');
CREATE TABLE metric (
	run INTEGER NOT NULL, 
	split VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	value FLOAT NOT NULL, 
	PRIMARY KEY (run, split, name), 
	FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "metric" VALUES(1,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(1,'','parameters',276138.0);
INSERT INTO "metric" VALUES(1,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(1,'test','accuracy',0.75);
INSERT INTO "metric" VALUES(1,'test','loss',0.5);
INSERT INTO "metric" VALUES(1,'train','seconds',60.0);
INSERT INTO "metric" VALUES(1,'tta','accuracy',0.76);
INSERT INTO "metric" VALUES(1,'val','accuracy',0.7);
INSERT INTO "metric" VALUES(2,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(2,'','parameters',276138.0);
INSERT INTO "metric" VALUES(2,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(2,'test','accuracy',0.8);
INSERT INTO "metric" VALUES(2,'test','loss',0.5);
INSERT INTO "metric" VALUES(2,'train','seconds',61.0);
INSERT INTO "metric" VALUES(2,'tta','accuracy',0.81);
INSERT INTO "metric" VALUES(2,'val','accuracy',0.7);
INSERT INTO "metric" VALUES(3,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(3,'','parameters',276138.0);
INSERT INTO "metric" VALUES(3,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(3,'test','accuracy',0.9);
INSERT INTO "metric" VALUES(3,'test','loss',0.5);
INSERT INTO "metric" VALUES(3,'train','seconds',61.25);
INSERT INTO "metric" VALUES(3,'val','accuracy',0.7);
INSERT INTO "metric" VALUES(4,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(4,'','parameters',276138.0);
INSERT INTO "metric" VALUES(4,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(4,'test','accuracy',0.825);
INSERT INTO "metric" VALUES(4,'test','loss',0.5);
INSERT INTO "metric" VALUES(4,'train','seconds',62.0);
INSERT INTO "metric" VALUES(4,'tta','accuracy',0.835);
INSERT INTO "metric" VALUES(4,'val','accuracy',0.7);
INSERT INTO "metric" VALUES(5,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(5,'','parameters',276138.0);
INSERT INTO "metric" VALUES(5,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(5,'test','accuracy',0.7);
INSERT INTO "metric" VALUES(5,'test','loss',0.5);
INSERT INTO "metric" VALUES(5,'train','seconds',61.25);
INSERT INTO "metric" VALUES(5,'val','accuracy',0.7);
INSERT INTO "metric" VALUES(6,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(6,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(6,'train','seconds',61.25);
INSERT INTO "metric" VALUES(6,'val','accuracy',0.7);
INSERT INTO "metric" VALUES(7,'test','accuracy',0.6);
INSERT INTO "metric" VALUES(8,'','peak_memory_mb',300.25);
INSERT INTO "metric" VALUES(9,'','images_per_second',1234.5);
INSERT INTO "metric" VALUES(9,'','parameters',276138.0);
INSERT INTO "metric" VALUES(9,'','peak_memory_mb',512.5);
INSERT INTO "metric" VALUES(9,'test','accuracy',0.5);
INSERT INTO "metric" VALUES(9,'test','loss',0.5);
INSERT INTO "metric" VALUES(9,'train','seconds',61.25);
INSERT INTO "metric" VALUES(9,'val','accuracy',0.7);
CREATE TABLE removed (
    experiment_id VARCHAR NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (experiment_id)
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
    pid INTEGER,
    host VARCHAR,
    experiment JSON,
    provenance JSON,
    result JSON,
    error JSON, heartbeat VARCHAR, token INTEGER DEFAULT '1' NOT NULL, epochs_done INTEGER,
    PRIMARY KEY (id),
    UNIQUE (experiment_id, attempt),
    UNIQUE (name)
);
INSERT INTO "runs" VALUES(1,'000000000001.1',1,'000000000001','gggggggggggg','done','2026-01-01T00:01:00.000+00:00','2026-11-26T19:56:14.703+00:00','dots','net','none','quick',0,NULL,0.1,3,32,2,'c0de','da7a',1,0.75,12,'elsewhere',NULL,NULL,'{"test_loss": 0.5, "val_accuracy": 0.7, "parameters": 276138, "train_seconds": 60.0, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": 0.75, "tta_accuracy": 0.76}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(2,'000000000002.1',1,'000000000002','gggggggggggg','done','2026-01-01T00:02:00.000+00:00','2026-11-26T19:56:14.723+00:00','dots','net','none','quick',1,NULL,0.1,3,32,2,'c0de','da7a',1,0.8,12,'elsewhere',NULL,NULL,'{"test_loss": 0.5, "val_accuracy": 0.7, "parameters": 276138, "train_seconds": 61.0, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": 0.8, "tta_accuracy": 0.81}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(3,'000000000002.2',2,'000000000002','gggggggggggg','done','2026-01-01T00:02:00.000+00:00','2026-11-26T19:56:14.779+00:00','dots','net','none','quick',1,NULL,0.1,3,32,2,'c0de','da7a',1,0.9,12,'elsewhere',NULL,NULL,'{"test_loss": 0.5, "val_accuracy": 0.7, "parameters": 276138, "train_seconds": 61.25, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": 0.9, "tta_accuracy": null}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(4,'000000000003.1',1,'000000000003','gggggggggggg','done','2026-01-01T00:03:00.000+00:00','2026-11-26T19:56:14.806+00:00','dots','net','none','quick',2,NULL,0.1,3,32,2,'c0de','da7a',1,0.825,12,'elsewhere',NULL,NULL,'{"test_loss": 0.5, "val_accuracy": 0.7, "parameters": 276138, "train_seconds": 62.0, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": 0.825, "tta_accuracy": 0.835}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(5,'000000000004.1',1,'000000000004','hhhhhhhhhhhh','done','2026-01-01T00:04:00.000+00:00','2026-11-26T19:56:14.847+00:00','dots','net','move+turn:by=3','quick',0,NULL,0.1,3,32,2,'01d','da7a',1,0.7,12,'elsewhere',NULL,NULL,'{"test_loss": 0.5, "val_accuracy": 0.7, "parameters": 276138, "train_seconds": 61.25, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": 0.7}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(6,'000000000005.1',1,'000000000005','hhhhhhhhhhhh','done','2026-01-01T00:05:00.000+00:00','2026-11-26T19:56:14.877+00:00','dots','net','move+turn:by=3','quick',0,NULL,0.1,3,32,2,'c0de','da7a',1,NULL,12,'elsewhere',NULL,NULL,'{"test_loss": null, "val_accuracy": 0.7, "parameters": null, "train_seconds": 61.25, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": null}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(7,'000000000006.1',1,'000000000006','iiiiiiiiiiii','done','2026-01-01T00:06:00.000+00:00','2026-11-26T19:56:14.911+00:00','dots','deep-net','none','quick',0,100,NULL,2,32,2,'c0de','da7a',1,0.6,12,'elsewhere',NULL,NULL,'{"test_accuracy": 0.6, "epochs": 2}',NULL,'2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(8,'000000000007.1',1,'000000000007','iiiiiiiiiiii','diverged','2026-01-01T00:07:00.000+00:00','2026-11-26T19:56:14.947+00:00','dots','deep-net','none','quick',1,100,NULL,3,32,2,'c0de','da7a',1,NULL,12,'elsewhere',NULL,NULL,NULL,'{"message": "The loss is no number."}','2026-01-01T01:00:00.000+00:00',1,NULL);
INSERT INTO "runs" VALUES(9,'000000000008.1',1,'000000000008','jjjjjjjjjjjj','done','2026-01-01T00:08:00.000+00:00','2026-11-26T19:56:15.009+00:00','lines','net','none','quick',0,NULL,0.1,3,32,2,'c0de','da7a',1,0.5,12,'elsewhere',NULL,NULL,'{"test_loss": 0.5, "val_accuracy": 0.7, "parameters": 276138, "train_seconds": 61.25, "images_per_second": 1234.5, "peak_memory_mb": 512.5, "epochs": 3, "data": "da7a", "weights_sha256": "00ff", "notes": [], "test_accuracy": 0.5}',NULL,'2026-01-01T01:00:00.000+00:00',2,NULL);
INSERT INTO "runs" VALUES(10,'000000000009.1',1,'000000000009','kkkkkkkkkkkk','running','2026-01-01T00:09:00.000+00:00',NULL,'lines','gone','none','quick',0,NULL,0.1,3,32,2,'c0de','da7a',1,NULL,12,'elsewhere',NULL,NULL,NULL,NULL,'2026-11-26T19:56:15.031+00:00',1,2);
CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    zoo VARCHAR NOT NULL,
    PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(4,'0.1.0');
CREATE INDEX ix_runs_status ON runs (status);
COMMIT;
