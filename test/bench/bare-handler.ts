// Runs in a container behind an nginx of our image: the least Express can do, with the body it is given as its argument.
import express from 'express';

const body = JSON.parse(process.argv[2] ?? '{}') as object;
express()
  .get('/api/documents/:id', (_request, response) => {
    response.json(body);
  })
  .listen(3000);
