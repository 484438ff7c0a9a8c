#!/bin/bash
# Passes while the server takes connections.
exec pg_isready --quiet --host=/run/postgresql
