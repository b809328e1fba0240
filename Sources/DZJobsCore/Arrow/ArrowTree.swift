// The nodes of an exported ArrowSchema or ArrowArray, in one block of memory. A consumer may move
// any node out and release it at any time, on any thread: the block lives until the last node is
// released.

package import CDZJobs
internal import CSystem
internal import Synchronization

/// The numbers of both trees' nodes: the page, its columns in the order of `RunMember`, their
/// children.
enum ArrowNumber {
  static let page = 0
  static let firstColumn = 1
  static let columns = RunMember.count
  static let error = firstColumn + RunMember.error.rawValue
  /// The one child of `error`.
  static let message = firstColumn + columns
  static let count = message + 1

  /// The buffers of a node beside its validity.
  enum Layout {
    /// No buffer, only children.
    case structure
    case times
    case texts
  }

  static func layout(of number: Int) -> Layout {
    if number == page || number == error { return .structure }
    return number >= firstColumn + RunMember.firstTime && number < message ? .times : .texts
  }
}

/// The members that both structs of Arrow's specification share.
package protocol ArrowNode {
  var n_children: Int64 { get set }
  var children: UnsafeMutablePointer<UnsafeMutablePointer<Self>?>! { get set }
  var private_data: UnsafeMutableRawPointer! { get set }
  /// Calls the node's `release`, which a consumer may have replaced. A moved node has none.
  static func release(_ node: UnsafeMutablePointer<Self>)
}

extension ArrowSchema: ArrowNode {
  package static func release(_ node: UnsafeMutablePointer<ArrowSchema>) {
    node.pointee.release?(node)
  }
}

extension ArrowArray: ArrowNode {
  package static func release(_ node: UnsafeMutablePointer<ArrowArray>) {
    node.pointee.release?(node)
  }
}

struct ArrowTree<Node: ArrowNode> {
  /// The number of nodes that hold the block. It precedes them in the block.
  private typealias Owners = Atomic<Int>

  /// The block has the number of owners, the nodes (except for the first, which is the consumer's),
  /// the addresses of the children, and extra room for the caller.
  private let block: UnsafeMutableRawPointer
  private let nodes: UnsafeMutablePointer<Node>
  private let children: UnsafeMutablePointer<UnsafeMutablePointer<Node>?>

  /// Nil if memory runs out.
  init?(room: Int) {
    let size = MemoryLayout<Owners>.stride + MemoryLayout<Node>.stride * ArrowNumber.count
    guard let block = malloc(size &+ MemoryLayout<Int>.stride * ArrowNumber.count &+ room) else {
      return nil
    }
    self.block = block
    block.assumingMemoryBound(to: Owners.self).initialize(to: Owners(ArrowNumber.count))
    nodes = (block + MemoryLayout<Owners>.stride).assumingMemoryBound(to: Node.self)
    children = (block + size).assumingMemoryBound(to: UnsafeMutablePointer<Node>?.self)
    for index in 0..<ArrowNumber.message { children[index] = nodes + (index &+ 1) }
  }

  /// The start of the caller's extra room.
  var extra: UnsafeMutableRawPointer { UnsafeMutableRawPointer(children + ArrowNumber.count) }

  /// Puts the node at `number` into its place in the tree.
  func set(_ number: Int, to node: Node, _ out: UnsafeMutablePointer<Node>) {
    let place = number == ArrowNumber.page ? out : nodes + number
    place.initialize(to: node)
    place.pointee.private_data = block
    if number == ArrowNumber.page {
      place.pointee.children = children
      place.pointee.n_children = Int64(ArrowNumber.columns)
    } else if number == ArrowNumber.error {
      place.pointee.children = children + ArrowNumber.columns
      place.pointee.n_children = 1
    }
  }

  /// Frees the block while no consumer has a node.
  func discard() { free(block) }

  /// Releases the children that are left, and the node's own hold on the block.
  static func end(_ node: UnsafeMutablePointer<Node>) {
    guard let block = node.pointee.private_data else { return }
    for index in 0..<Int(node.pointee.n_children) {
      if let child = node.pointee.children[index] { Node.release(child) }
    }
    let owners = block.assumingMemoryBound(to: Owners.self)
    let left = owners.pointee.subtract(1, ordering: .acquiringAndReleasing).newValue
    if left == 0 { free(block) }
  }
}
