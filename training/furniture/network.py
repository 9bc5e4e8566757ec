"""The line classifier as a torch module: a small convolution over the lines of a page.

Its forward pass is the one that `demarche.reports.furniture.model` does in numpy; `weights` hands over the
arrays.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 32
NOWHERE = -1e4  # a logit for lines that are not there
DILATIONS = (1, 2, 4, 8, 16, 32)


class LineNetwork(nn.Module):
    """Four logits a line: whether it is body, whether it is the title, whether the body starts or ends
    there."""

    def __init__(self, features: int, *, dropout: float = 0.2) -> None:
        super().__init__()
        self.encode = nn.Linear(features, HIDDEN)
        self.convs = nn.ModuleList(nn.Linear(3 * HIDDEN, HIDDEN) for _ in DILATIONS)
        self.page = nn.Linear(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(2 * HIDDEN, 4)
        self.dropout = nn.Dropout(dropout)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """rows: (pages, lines, features); mask: (pages, lines), true where there is a line.

        Comes out: (pages, lines, 4).
        """
        kept = mask.unsqueeze(-1).float()
        own = torch.relu(self.encode(self.dropout(rows))) * kept
        state = own
        for conv, dilation in zip(self.convs, DILATIONS, strict=True):
            padded = functional.pad(self.dropout(state), (0, 0, dilation, dilation))
            three = [padded[:, : -2 * dilation], padded[:, dilation:-dilation], padded[:, 2 * dilation :]]
            state = (state + torch.relu(conv(torch.cat(three, 2)))) * kept
        mean = state.sum(1) / kept.sum(1).clamp(min=1)
        most = state.masked_fill(~mask.unsqueeze(-1), NOWHERE).amax(1)
        near = torch.relu(state + self.page(torch.cat([mean, most], 1)).unsqueeze(1))
        answer: Tensor = self.out(torch.cat([self.dropout(near), own], 2))
        return answer

    def weights(self) -> dict[str, np.ndarray]:
        """The arrays by name, float32."""
        return {name: value.detach().numpy().astype(np.float32) for name, value in self.state_dict().items()}
