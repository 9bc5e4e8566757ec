"""A network's layers made narrower: the heads of attention and inner units that matter least are taken out.

What is left takes over what it can of what is gone: after each one the weights that read the others are
fitted anew to the layer's own output, by least squares over the texts at hand (the optimal brain surgeon of
Hassibi and Stork, 1993, for whole columns).  `distil.py` then teaches the narrow network from the whole one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.language.model import HEAD, Layer, Network, Sizes

DAMPING = 1e-4  # of the mean of the squares, so that columns that are nearly the same can be told apart


@dataclass(slots=True)
class Moments:
    """Sums of the products of a linear layer's inputs, a constant last: (inputs + 1, inputs + 1)."""

    sums: Tensor
    rows: int = 0

    @classmethod
    def of(cls, linear: nn.Linear) -> Moments:
        """No rows seen yet."""
        size = linear.in_features + 1
        return cls(torch.zeros(size, size, dtype=torch.float64))

    def add(self, values: Tensor) -> None:
        """More rows: (rows, inputs)."""
        values = torch.cat([values.float(), torch.ones(len(values), 1)], 1)
        self.sums += (values.T @ values).double()
        self.rows += len(values)


@torch.no_grad()
def moments(network: Network, batches: Iterable[dict[str, Tensor]]) -> list[dict[str, Moments]]:
    """By layer, the moments of what `out` and `down` read, over the pieces of batches."""
    network.eval()
    found = [
        {part: Moments.of(getattr(layer, part)) for part in ("out", "down")}
        for layer in network.encoder.layers
    ]
    mask = torch.zeros(0)

    def watch(own: Moments) -> object:
        return lambda _, inputs: own.add(inputs[0][mask])

    hooks = [
        getattr(layer, part).register_forward_pre_hook(watch(own))
        for layer, parts in zip(network.encoder.layers, found, strict=True)
        for part, own in parts.items()
    ]
    for batch in batches:
        mask = batch["mask"]
        network.encode(batch)
    for hook in hooks:
        hook.remove()
    return found


@torch.no_grad()
def fewer(
    linear: nn.Linear, seen: Moments, *, block: int, keep: int
) -> tuple[Tensor, Tensor, Tensor, list[float]]:
    """A linear layer that reads only `keep` blocks of `block` inputs.

    -> numbers of the inputs kept, weights of these, bias, and after each block taken out the share of the
    output's variance that is lost.
    """
    weights = torch.cat([linear.weight, linear.bias[:, None]], 1).double()
    squares = seen.sums / seen.rows
    damped = squares + torch.eye(len(squares)) * squares.diagonal().mean() * DAMPING
    inverse = torch.linalg.inv(damped)
    mean = weights @ squares[:, -1]
    whole = float(((weights @ squares) * weights).sum() - mean.square().sum())
    left = list(range(linear.in_features // block))
    lost, told = 0.0, []
    while len(left) > keep:
        places = torch.tensor(left)[:, None] * block + torch.arange(block)
        if block == 1:
            costs = weights[:, places[:, 0]].square().sum(0) / inverse.diagonal()[places[:, 0]]
        else:
            own = torch.stack([inverse[p][:, p] for p in places])
            parts = weights[:, places].permute(1, 0, 2)
            costs = (torch.linalg.solve(own, parts.transpose(1, 2)) * parts.transpose(1, 2)).sum((1, 2))
        least = int(costs.argmin())
        gone = places[least]
        turned = torch.linalg.solve(inverse[gone][:, gone], inverse[gone])
        weights -= weights[:, gone] @ turned
        inverse -= inverse[:, gone] @ turned
        weights[:, gone] = 0.0
        lost += float(costs[least])
        told.append(lost / whole)
        del left[least]
    kept = (torch.tensor(left)[:, None] * block + torch.arange(block)).flatten()
    return kept, weights[:, kept].float(), weights[:, -1].float(), told


@torch.no_grad()
def narrowed(
    network: Network,
    labels: dict[str, list[str]],
    seen: Sequence[dict[str, Moments]],
    *,
    sizes: Sizes,
) -> Network:
    """The network with as many heads and units in each layer as `sizes` say; its own heads as they are."""
    layers, state = network.encoder.layers, network.state_dict()
    small = Network(labels, sizes=sizes)
    small.heads = network.heads
    for n, (layer, own, (heads, inner)) in enumerate(zip(layers, seen, sizes, strict=True)):
        state |= _of_layer(f"encoder.layers.{n}.", layer, own, heads, inner)
    small.load_state_dict(state)
    return small.eval()


def _of_layer(at: str, layer: Layer, seen: dict[str, Moments], heads: int, inner: int) -> dict[str, Tensor]:
    """The weights of a layer made narrow, by name."""
    found: dict[str, Tensor] = {}
    kept, found[f"{at}out.weight"], found[f"{at}out.bias"], told = fewer(
        layer.out, seen["out"], block=HEAD, keep=heads
    )
    thirds = torch.cat([kept + third * layer.out.in_features for third in range(3)])
    found[f"{at}qkv.weight"], found[f"{at}qkv.bias"] = layer.qkv.weight[thirds], layer.qkv.bias[thirds]
    kept, found[f"{at}down.weight"], found[f"{at}down.bias"], lost = fewer(
        layer.down, seen["down"], block=1, keep=inner
    )
    found[f"{at}up.weight"], found[f"{at}up.bias"] = layer.up.weight[kept], layer.up.bias[kept]
    shares = [shares[-1] if shares else 0.0 for shares in (told, lost)]
    print("{}: of attention {:.3f} lost, of the inner layer {:.3f}".format(at, *shares), flush=True)
    return found
