#!/usr/bin/python3
"""Writes the smallest image there can be, an OCI layout with one layer, and prints its digest.

  tiny_image.py DIRECTORY [TEXT]     TEXT is the content of /text in it: another text, another digest
"""
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile


def main(directory, text="tiny"):
    blobs = pathlib.Path(directory, "blobs/sha256")
    blobs.mkdir(parents=True)

    def put(kind, data):
        name = hashlib.sha256(data).hexdigest()
        (blobs / name).write_bytes(data)
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{name}", "size": len(data)}

    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as archive:
        entry = tarfile.TarInfo("text")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
    content = put("layer.v1.tar+gzip", gzip.compress(layer.getvalue(), mtime=0))
    config = put("config.v1+json", json.dumps({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer.getvalue()).hexdigest()]},
    }).encode())
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = put("manifest.v1+json", json.dumps(
        {"schemaVersion": 2, "mediaType": kind, "config": config, "layers": [content]}).encode())
    pathlib.Path(directory, "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
    pathlib.Path(directory, "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    print(manifest["digest"])


if __name__ == "__main__":
    main(*sys.argv[1:])
