"""The peer of benchmarks/run: a training step of a small Mamba-2 in eager PyTorch on the CPU, as one would write it
there: chunked SSD (arXiv 2405.21060, listing 1) as batched matrix products, autograd, gradient clipping, AdamW.

A peer for speed only; what statecap trains is defined by its own tests.

    torch_step.py [--serve] THREADS D_MODEL LAYERS D_STATE HEAD_DIM VOCABULARY LENGTH BATCH_TOKENS

prints tokens per second. With --serve it says "ready" when warm and then answers every line N on stdin with the
seconds of N further steps: benchmarks/run takes turns with it.
"""
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

CHUNK = 64
WARM_UP = 3
STEPS = 9


def rms_norm(x, weight):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * weight


def ssd(x, dt, a, b, c, chunk):
    """State space duality from the empty state. x [batch, length, heads, headDim], dt [batch, length, heads],
    a [heads] negative, b and c [batch, length, dState]; chunk divides length. Returns y, of x's shape."""
    batch, length, heads, width = x.shape
    chunks = length // chunk

    def cut(t):                                                     # [batch, chunks, chunk, ...]
        return t.reshape(batch, chunks, chunk, *t.shape[2:])

    x = cut(x * dt.unsqueeze(-1)).transpose(2, 3)                   # [batch, chunks, heads, chunk, headDim]
    b, c = cut(b), cut(c)                                           # [batch, chunks, chunk, dState]
    logs = cut(dt * a).transpose(2, 3).cumsum(-1)                   # [batch, chunks, heads, chunk]

    # Within each chunk: position j reaches i >= j, decayed by exp(logs_i - logs_j).
    future = torch.ones(chunk, chunk, dtype=torch.bool).triu(1)
    decay = (logs.unsqueeze(-1) - logs.unsqueeze(-2)).masked_fill(future, -math.inf).exp()
    scores = c @ b.transpose(-1, -2)                                # [batch, chunks, chunk, chunk]
    y = (scores.unsqueeze(2) * decay) @ x

    # What each chunk leaves behind, and what the chunks before it have left.
    to_end = (logs[..., -1:] - logs).exp().unsqueeze(-1)
    left = b.unsqueeze(2).transpose(-1, -2) @ (x * to_end)          # [batch, chunks, heads, dState, headDim]
    whole = logs[..., -1].exp()[..., None, None]                    # [batch, chunks, heads, 1, 1]
    state = torch.zeros_like(left[:, 0])
    before = []
    for i in range(chunks):
        before.append(state)
        state = state * whole[:, i] + left[:, i]
    y = y + (c.unsqueeze(2) @ torch.stack(before, 1)) * logs.exp().unsqueeze(-1)
    return y.transpose(2, 3).reshape(batch, length, heads, width)


class Block(nn.Module):
    TAPS = 4
    EXPAND = 2

    def __init__(self, d_model, d_state, head_dim, layers):
        super().__init__()
        inner = self.EXPAND * d_model
        self.heads, self.head_dim = inner // head_dim, head_dim
        self.split = [inner, inner + 2 * d_state, self.heads]       # z, x|B|C, dt
        self.parts = [inner, d_state, d_state]                      # x, B, C
        self.norm = nn.Parameter(torch.ones(d_model))
        self.project_in = nn.Linear(d_model, sum(self.split), bias=False)
        self.conv = nn.Conv1d(self.split[1], self.split[1], self.TAPS, groups=self.split[1])
        dt = torch.exp(torch.empty(self.heads).uniform_(math.log(1e-3), math.log(1e-1)))
        self.dt_bias = nn.Parameter(dt + torch.log(-torch.expm1(-dt)))
        self.log_a = nn.Parameter(torch.empty(self.heads).uniform_(1, 16).log())
        self.skip = nn.Parameter(torch.ones(self.heads))
        self.gated_norm = nn.Parameter(torch.ones(inner))
        self.project_out = nn.Linear(inner, d_model, bias=False)
        with torch.no_grad():
            self.project_out.weight /= math.sqrt(layers)

    def forward(self, residual):
        z, xbc, dt = self.project_in(rms_norm(residual, self.norm)).split(self.split, -1)
        padded = F.pad(xbc.transpose(1, 2), (self.TAPS - 1, 0))
        x, b, c = F.silu(self.conv(padded)).transpose(1, 2).split(self.parts, -1)
        x = x.unflatten(-1, (self.heads, self.head_dim))
        y = ssd(x, F.softplus(dt + self.dt_bias), -self.log_a.exp(), b, c, min(CHUNK, x.shape[1]))
        y = (y + x * self.skip.unsqueeze(-1)).flatten(2)
        return residual + self.project_out(rms_norm(y * F.silu(z), self.gated_norm))


class Mamba2(nn.Module):
    def __init__(self, d_model, layers, d_state, head_dim, vocabulary):
        super().__init__()
        self.embeddings = nn.Parameter(0.02 * torch.randn(vocabulary, d_model))
        self.blocks = nn.Sequential(*(Block(d_model, d_state, head_dim, layers) for _ in range(layers)))
        self.norm = nn.Parameter(torch.ones(d_model))

    def forward(self, tokens):
        return rms_norm(self.blocks(self.embeddings[tokens]), self.norm) @ self.embeddings.t()


class Training:
    def __init__(self, d_model, layers, d_state, head_dim, vocabulary, length, batch_tokens):
        self.model = Mamba2(d_model, layers, d_state, head_dim, vocabulary)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3)
        self.tokens = torch.randint(0, vocabulary, (batch_tokens // length, length + 1))

    def step(self):
        self.optimizer.zero_grad()
        logits = self.model(self.tokens[:, :-1])
        F.cross_entropy(logits.flatten(0, 1), self.tokens[:, 1:].flatten()).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()

    def seconds(self, steps):
        times = []
        for _ in range(steps):
            start = time.perf_counter()
            self.step()
            times.append(time.perf_counter() - start)
        return times


def main(arguments):
    serve = arguments[:1] == ["--serve"]
    numbers = arguments[1:] if serve else arguments
    if len(numbers) != 8 or not all(number.isdigit() for number in numbers):
        sys.exit(__doc__)
    threads, *shape = map(int, numbers)
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    training = Training(*shape)
    training.seconds(WARM_UP)
    if serve:
        print("ready", flush=True)
        for line in sys.stdin:
            print(*training.seconds(int(line)), flush=True)
    else:
        times = sorted(training.seconds(STEPS))
        print(f"torch {torch.__version__}, {threads} threads, shape {' '.join(map(str, shape))}: best "
              f"{shape[-1] / times[0]:.0f} tokens/s, median {shape[-1] / times[len(times) // 2]:.0f} tokens/s")


if __name__ == "__main__":
    main(sys.argv[1:])
