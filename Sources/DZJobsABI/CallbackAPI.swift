// dzjobs_callbacks.h: the callbacks of a caller, and the functions that callbacks call.

import CDZJobs
import DZJobsClient
import DZJobsCore

@_cdecl("dzjobs_client_set_credentials_provider") @implementation
public func dzjobs_client_set_credentials_provider(
  _ client: OpaquePointer!,
  _ provide: (@convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> CInt)!,
  _ context: UnsafeMutableRawPointer!,
  _ destroy: (@convention(c) (UnsafeMutableRawPointer?) -> Void)!
) -> CInt {
  Client.perform(client) { client throws(Failure) in
    try client.setCredentialsProvider(provide, context, destroy)
  }
}

@_cdecl("dzjobs_client_set_transport") @implementation
public func dzjobs_client_set_transport(
  _ client: OpaquePointer!,
  _ send: (@convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> CInt)!,
  _ context: UnsafeMutableRawPointer!,
  _ destroy: (@convention(c) (UnsafeMutableRawPointer?) -> Void)!
) -> CInt {
  Client.perform(client) { client throws(Failure) in
    try client.setTransport(send, context, destroy)
  }
}

@_cdecl("dzjobs_client_set_log") @implementation
public func dzjobs_client_set_log(
  _ client: OpaquePointer!,
  _ log: (
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, CInt, CInt, UnsafePointer<CChar>?
    ) -> Void
  )!,
  _ context: UnsafeMutableRawPointer!,
  _ destroy: (@convention(c) (UnsafeMutableRawPointer?) -> Void)!
) -> CInt {
  Client.perform(client) { client throws(Failure) in try client.setLog(log, context, destroy) }
}

@_cdecl("dzjobs_credentials_set") @implementation
public func dzjobs_credentials_set(
  _ credentials: OpaquePointer!, _ access_key_id: UnsafePointer<CChar>!,
  _ secret_access_key: UnsafePointer<CChar>!, _ session_token: UnsafePointer<CChar>!,
  _ expiration_us: Int64
) -> CInt {
  CredentialProviderChain.perform(credentials) { search throws(Failure) in
    try search.provide(
      accessKeyID: .of(access_key_id), secretAccessKey: .of(secret_access_key),
      sessionToken: .of(session_token),
      expiration: expiration_us == JobRun.noTime ? nil : expiration_us)
  }
}

@_cdecl("dzjobs_credentials_fail") @implementation
public func dzjobs_credentials_fail(
  _ credentials: OpaquePointer!, _ reason: UnsafePointer<CChar>!
) -> CInt {
  CredentialProviderChain.perform(credentials) { search throws(Failure) in
    search.provideNothing(.of(reason))
  }
}

@_cdecl("dzjobs_exchange_request_method") @implementation
public func dzjobs_exchange_request_method(_ exchange: OpaquePointer!) -> UnsafePointer<CChar>! {
  Exchange.ask(exchange) { $0.method.cString }
}

@_cdecl("dzjobs_exchange_request_url") @implementation
public func dzjobs_exchange_request_url(_ exchange: OpaquePointer!) -> UnsafePointer<CChar>! {
  Exchange.ask(exchange) { $0.url }
}

@_cdecl("dzjobs_exchange_request_header") @implementation
public func dzjobs_exchange_request_header(
  _ exchange: OpaquePointer!, _ i: Int, _ value: UnsafeMutablePointer<UnsafePointer<CChar>?>!
) -> UnsafePointer<CChar>! {
  guard let header = Exchange.ask(exchange, { $0.header(i) }) else { return nil }
  value?.pointee = header.value.cString
  return header.name.cString
}

@_cdecl("dzjobs_exchange_request_body") @implementation
public func dzjobs_exchange_request_body(
  _ exchange: OpaquePointer!, _ len: UnsafeMutablePointer<Int>!
) -> UnsafePointer<CChar>! {
  Exchange.ask(exchange) { $0.content.lend(len) }
}

@_cdecl("dzjobs_exchange_timeout_us") @implementation
public func dzjobs_exchange_timeout_us(_ exchange: OpaquePointer!) -> Int64 {
  Exchange.ask(exchange) { $0.timeout } ?? 0
}

@_cdecl("dzjobs_exchange_is_canceled") @implementation
public func dzjobs_exchange_is_canceled(_ exchange: OpaquePointer!) -> CInt {
  Exchange.ask(exchange) { $0.isCanceled ? 1 : 0 } ?? 0
}

@_cdecl("dzjobs_exchange_is_direct") @implementation
public func dzjobs_exchange_is_direct(_ exchange: OpaquePointer!) -> CInt {
  Exchange.ask(exchange) { $0.isDirect ? 1 : 0 } ?? 0
}

@_cdecl("dzjobs_exchange_put_response_header") @implementation
public func dzjobs_exchange_put_response_header(
  _ exchange: OpaquePointer!, _ name: UnsafePointer<CChar>!, _ value: UnsafePointer<CChar>!
) -> CInt {
  Exchange.perform(exchange) { exchange throws(Failure) in
    try exchange.responseHeader(.of(name), .of(value))
  }
}

@_cdecl("dzjobs_exchange_put_response") @implementation
public func dzjobs_exchange_put_response(
  _ exchange: OpaquePointer!, _ http_status: CInt, _ body: UnsafeRawPointer!, _ body_len: Int
) -> CInt {
  Exchange.perform(exchange) { exchange throws(Failure) in
    try exchange.response(status: http_status, body: body, count: body_len)
  }
}

@_cdecl("dzjobs_exchange_put_no_response") @implementation
public func dzjobs_exchange_put_no_response(
  _ exchange: OpaquePointer!, _ retryable: CInt, _ reason: UnsafePointer<CChar>!
) -> CInt {
  Exchange.perform(exchange) { exchange throws(Failure) in
    try exchange.noResponse(retryable: retryable != 0, reason: .of(reason))
  }
}
