// The tree of nodes that an exported ArrowSchema or ArrowArray is, in one block of memory. A
// consumer may move any node out and release it whenever it likes, on any thread: each node that
// was not released holds the block.

package import CDZJobs
internal import CSystem
internal import Synchronization

/// The nodes of both trees: the page itself, its columns as `RunMember` numbers them, and below.
enum ArrowNumber {
  static let page = 0
  static let firstColumn = 1
  static let columns = RunMember.count
  static let error = firstColumn + RunMember.error.rawValue
  /// The one child of `error`.
  static let message = firstColumn + columns
  static let count = message + 1

  /// What a node has beside its validity.
  enum Layout {
    /// Children, and no buffer.
    case structure
    case times
    case texts
  }

  static func layout(of number: Int) -> Layout {
    if number == page || number == error { return .structure }
    return number >= firstColumn + RunMember.firstTime && number < message ? .times : .texts
  }
}

/// The members that both structs of the specification have.
package protocol ArrowNode {
  var n_children: Int64 { get set }
  var children: UnsafeMutablePointer<UnsafeMutablePointer<Self>?>! { get set }
  var private_data: UnsafeMutableRawPointer! { get set }
  /// Calls its `release`, which is no longer ours if a consumer says so; none if it was moved.
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
  /// How many nodes hold the block; in front of them all.
  private typealias Owners = Atomic<Int>

  /// In the block: the owners, the nodes but for the first, which is the consumer's, the addresses
  /// of the children, and the room that the caller wants for itself.
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

  /// Where the caller's room begins.
  var extra: UnsafeMutableRawPointer { UnsafeMutableRawPointer(children + ArrowNumber.count) }

  /// Gives the node at `number` its place in the tree.
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

  /// Gives the block back before any consumer has a node.
  func discard() { free(block) }

  /// Releases what is still below a node, and its own hold on the block.
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
