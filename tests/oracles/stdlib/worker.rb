#!/usr/bin/env ruby
# Answers each connection with the arguments that it was started with.
require "socket"

Signal.trap("TERM") { exit }
server = TCPServer.new("0.0.0.0", 8080)
loop do
  client = server.accept
  client.write(ARGV.join(" ") + "\n")
  client.close
end
