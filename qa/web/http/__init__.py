"""What any HTTP service needs: problem documents, JSON bodies, event streams, clients that leave."""
